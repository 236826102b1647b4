// The benchmarks of I/O: the load comes from another process, and the figure is what was served in a second.

import { defaults } from "./benchmark.mjs";

const io = { ...defaults, kind: "io", op: "request", load: "echo", turns: 5 };

const echo = (connections) => ({
  ...io,
  name: `echo-${connections}`,
  file: "echo",
  about: `${connections} connections each send 64 bytes, again when they have them back, 200,000 times in all.`,
  size: 200_000,
  smokeSize: 2000,
  parameter: connections,
});

/** @type {import("./benchmark.mjs").Benchmark[]} */
export const ioBenchmarks = [
  {
    ...io,
    name: "tcp-read",
    file: "tcp-read",
    load: "bytes",
    op: "MB",
    about: "One connection is read from, into a buffer of 64 KB, while another process writes as fast as it can.",
    size: 4000,
    smokeSize: 8,
  },
  echo(100),
  echo(1000),
  {
    ...io,
    name: "http-hello",
    file: "http-hello",
    load: "http",
    about: "`wrk -t1 -c50 -d10` asks for a page of 14 bytes.",
    size: 10,
    smokeSize: 1,
  },
  {
    ...io,
    name: "http-hostile",
    file: "http-hostile",
    load: "hostile",
    about:
      "10 connections ask for a page, while 4 pipeline 200 requests at once, 4 read no answers, 50 send a body byte by byte, 100 send half a head, and 10 too large a head.",
    size: 5,
    smokeSize: 1,
    parameter: 10,
  },
  {
    ...io,
    name: "http-flood",
    file: "http-hostile",
    load: "flood",
    about:
      "One connection asks for a page without waiting for answers, 1,000 times in one write, as fast as it is served.",
    size: 5,
    smokeSize: 1,
    parameter: 1,
  },
  {
    ...io,
    name: "io-latency-under-load",
    file: "busy-echo",
    about: "10 connections ask an echo that shares its thread with a computation which gives way each millisecond.",
    size: 30_000,
    smokeSize: 100,
    parameter: 10,
  },
  {
    ...defaults,
    name: "heap-per-connection",
    file: "heap-per-connection",
    kind: "heap",
    platform: true,
    op: "connection",
    about: "Bytes that each of 2,000 connections to an echo holds which have been served and are idle.",
    size: 2000,
    smokeSize: 200, // fewer would drown in what the collector takes away meanwhile
  },
];
