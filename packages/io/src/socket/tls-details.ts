/** What a socket of node:tls has agreed on with its peer. */
import type { TLSSocket } from "node:tls";
import type { TlsDetails } from "../net/connection.js";

export function tlsDetailsOf(socket: TLSSocket): TlsDetails {
  return {
    protocol: socket.getProtocol(),
    cipher: socket.getCipher().name,
    alpn: socket.alpnProtocol || null,
    serverName: (socket as TLSSocket & { servername?: string | false }).servername || null,
    authorized: socket.authorized,
  };
}
