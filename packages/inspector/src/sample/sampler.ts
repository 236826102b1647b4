/**
 * Looks at the program for those who look at their pages, and at nothing when nobody does. One sweep goes over all live tasks, in
 * slices that `pace.ts` spaces out.
 */
import type { Scheduler } from "@mailslot/core";
import type { Request } from "../protocol/frames.js";
import { hearLetters, hearReports, type Letters, type Reports } from "./feeds.js";
import { MessageMeter } from "./message-meter.js";
import { type Clock, hostClock, Pace } from "./pace.js";
import { pulseOf, type ThreadsSeen } from "./pulse.js";
import { Recording } from "./recording.js";
import { sweep } from "./sweep.js";
import type { Viewer } from "./viewer.js";

/** What is looked at. */
export interface Sources {
  readonly schedulers: readonly Scheduler[];
  readonly threads: readonly ThreadsSeen[];
}

/** Milliseconds from one look at the counters to the next, and from one sweep to the next. */
const BEAT = 500;
const SWEEP = 1_000;

export class Sampler {
  private readonly sources: Sources;
  private readonly clock: Clock;
  private readonly pace: Pace;
  private readonly viewers: Set<Viewer>;
  private readonly recording: Recording;
  /** The page that has ended the recording, until it has it. */
  private readonly takers: Set<Viewer>;
  /** Rises when what is shown changes, which ends the sweep that is under way. */
  private wishes: number;
  /** Measures messages, while somebody looks at them. */
  private meter: MessageMeter | null;
  private lastBeat: number;
  private lastLetter: number;
  private lastReport: number;

  constructor(sources: Sources, clock: Clock = hostClock) {
    this.sources = sources;
    this.clock = clock;
    this.viewers = new Set();
    this.takers = new Set();
    this.recording = new Recording(sources.threads);
    this.wishes = 0;
    this.meter = null;
    this.lastBeat = Number.NEGATIVE_INFINITY;
    this.lastLetter = 0;
    this.lastReport = 0;
    this.pace = new Pace(clock, () => this.work());
  }

  /** Whether anything is sampled. */
  get isSampling(): boolean {
    return this.pace.isRunning;
  }

  add(viewer: Viewer): void {
    this.viewers.add(viewer);
    this.wish();
  }

  remove(viewer: Viewer): void {
    this.viewers.delete(viewer);
    this.takers.delete(viewer);
    this.wish();
  }

  take(request: Request, viewer: Viewer): void {
    if (request.type === "look") viewer.looks = request.on;
    else if (request.type === "view") {
      const { tab, order, query } = request;
      Object.assign(viewer, { tab, order, query });
    } else if (request.on) this.recording.start();
    else this.takers.add(viewer);
    this.wish();
  }

  end(): void {
    this.viewers.clear();
    this.takers.clear();
    this.wish();
  }

  private wish(): void {
    this.wishes++;
    if (this.looking().length === 0) this.pace.stop();
    else if (this.pace.isRunning) this.pace.hurry();
    else this.pace.start();
  }

  private looking(): Viewer[] {
    return [...this.viewers].filter(({ looks }) => looks);
  }

  /** Those that look and can take more. */
  private ready(): Viewer[] {
    return this.looking().filter(({ outlet }) => !outlet.isBehind);
  }

  private *work(): Generator<number, never> {
    const letters = hearLetters(this.lastLetter);
    const reports = hearReports(this.lastReport);
    try {
      for (;;) {
        const begun = this.clock.now();
        const { wishes } = this;
        this.beat(letters, reports, true);
        yield* this.handOver();
        this.sendMessages();
        for (const step of sweep(this.sources.schedulers, this.ready())) {
          this.beat(letters, reports, false);
          if (this.wishes !== wishes) break;
          yield step;
        }
        const rest = begun + SWEEP - this.clock.now();
        for (let left = rest; left > 0 && this.wishes === wishes; left = begun + SWEEP - this.clock.now()) {
          yield Math.min(left, BEAT);
          this.beat(letters, reports, false);
        }
        yield 0;
      }
    } finally {
      letters.end();
      reports.end();
      this.endMeter();
      this.recording.end();
      this.lastLetter = letters.last;
      this.lastReport = reports.last;
    }
  }

  /** Sends what is counted and what has happened, twice a second; at once when somebody wants to see something else. */
  private beat(letters: Letters, reports: Reports, atOnce: boolean): void {
    letters.read();
    reports.read();
    const now = this.clock.now();
    if (!atOnce && now - this.lastBeat < BEAT) return;
    this.lastBeat = now;
    const pulse = pulseOf(this.sources.schedulers, this.sources.threads, this.clock, this.pace.share);
    for (const viewer of this.ready()) {
      viewer.send(pulse);
      viewer.sendIfNew({ type: "recording", on: this.recording.isOn });
      if (viewer.shows("supervisors", "overview")) this.sendReports(viewer, reports);
      if (viewer.shows("letters")) this.sendLetters(viewer, letters);
    }
  }

  private sendReports(viewer: Viewer, reports: Reports): void {
    const rows = reports.after(viewer.lastReport);
    if (rows.length === 0) return;
    viewer.lastReport = rows.at(-1)?.number ?? 0;
    viewer.send({ type: "reports", rows, missed: reports.missed });
  }

  private sendLetters(viewer: Viewer, letters: Letters): void {
    const rows = letters.after(viewer.lastLetter);
    if (rows.length === 0) return;
    viewer.lastLetter = rows.at(-1)?.number ?? 0;
    viewer.send({ type: "letters", rows, missed: letters.missed });
  }

  private sendMessages(): void {
    const viewers = this.ready().filter((viewer) => viewer.shows("messages"));
    if (!this.looking().some((viewer) => viewer.shows("messages"))) this.endMeter();
    else if (this.meter === null) this.meter = new MessageMeter(this.clock);
    else if (viewers.length > 0) {
      const all = this.meter.rows();
      if (all === null) return;
      const { isResting } = this.meter;
      for (const viewer of viewers) {
        const rows = viewer.messages.next(all);
        viewer.sendIfNew({ type: "messages", rows: rows ?? { changed: [] }, isResting });
      }
    }
  }

  private endMeter(): void {
    this.meter?.[Symbol.dispose]();
    this.meter = null;
  }

  private *handOver(): Generator<number, void> {
    for (const viewer of this.takers) {
      this.takers.delete(viewer);
      yield* this.recording.finish((frame) => viewer.send(frame));
    }
  }
}
