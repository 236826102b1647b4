/**
 * The second entry, `@mailslot/remote/engine`: what threads need of values and contexts between nodes, and programs do not. Nothing is promised of its
 * names from one version to the next. See docs/decisions/0031-an-entry-for-the-engine.md.
 */
export { contextOfText, textOfContext } from "./node/context.js";
export { Decoder, type Unpacking } from "./value/decode.js";
export { Encoder, type Packing } from "./value/encode.js";
export { ByteReader } from "./value/reader.js";
export { ByteWriter } from "./value/writer.js";
