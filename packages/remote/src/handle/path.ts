/** What handles need of the connection by which they have crossed. */
import type { DistantAsk } from "@mailslot/actor";
import type { Frame } from "../frame/frame.js";

export interface HandlePath {
  /** The name of the other node. */
  readonly node: string | null;
  readonly alive: boolean;
  send(frame: Frame): void;
  /** Sends a frame whose field `at` is a reason, which goes as a text if it cannot cross. */
  sendReason(frame: Frame, at: number): void;
  /** Takes in what waits for an answer; returns its number, by which the answer comes. */
  addSend(send: DistantAsk): number;
  /** Takes out what has not been sent. */
  takeSend(number: number): void;
  /** Keeps what waits here for the other node, until it is answered; `giveUp` is called if the other gives it up, or dies. */
  keepSend(number: number, giveUp: () => void): void;
  sendIsOver(number: number): void;
  /** Counts what begins to wait for the other node, and what has ended. */
  waits(more: number): void;
}
