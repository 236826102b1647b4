/** The public names of @mailslot/io. */
export { IoError, type IoErrorCode, ioError } from "./errors.js";
