/**
 * The names of attributes and metrics that the semantic conventions of OpenTelemetry give, as far as they are stable; those of calls and
 * messages are in `span/message-names.ts`. What only actors have begins with "mailslot.". See docs/decisions/0600-telemetry.md.
 */

export {
  ATTR_CLIENT_ADDRESS,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_REQUEST_METHOD_ORIGINAL,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_NETWORK_PROTOCOL_VERSION,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
  ATTR_USER_AGENT_ORIGINAL,
  METRIC_HTTP_SERVER_REQUEST_DURATION,
} from "@opentelemetry/semantic-conventions";

/** What takes the place of an unknown method, or of an error without a name. */
export const OTHER = "_OTHER";
