// What io does, with n members, over networks in memory.
import { sleep, timeout } from "@mailslot/core";
import { lines, memoryNetwork } from "@mailslot/io";
import { rows as ofSystem } from "./io-system.mjs";
import { stage, times } from "./stage.mjs";

/** A network with a listener whose connections wait to be accepted. */
function place(options = {}) {
  const own = stage();
  const network = memoryNetwork({ loop: own.loop, pieces: false, ...options });
  return { ...own, network };
}

/** Opens n connections that an echo serves; answers their ends. */
function* connected(own, n, serve) {
  const ends = [];
  own.go(function* () {
    const listener = yield* own.network.listen({ port: 1, backlog: n });
    listener.serve(serve);
  });
  yield* own.run();
  times(n, () =>
    own.go(function* () {
      ends.push(yield* own.network.connect({ port: 1 }));
    }),
  );
  yield* own.run();
  return ends;
}

function* echo(peer) {
  for (let chunk = yield* peer.read(); chunk !== undefined; chunk = yield* peer.read()) yield* peer.write(chunk);
}

function* silent(peer) {
  yield* peer.closed;
}

export const rows = {
  ...ofSystem,
  *"connections, opened and closed"(n) {
    const own = place();
    for (const end of yield* connected(own, n, echo)) own.go(() => end.close());
    yield* own.run();
  },
  *"connections, reset one by one while others live"(n) {
    const own = place();
    for (const end of yield* connected(own, n, silent)) {
      end.reset();
      own.runNow();
    }
  },
  *"connections that wait to be accepted"(n) {
    const own = place();
    let listener;
    own.go(function* () {
      listener = yield* own.network.listen({ port: 1, backlog: n });
    });
    yield* own.run();
    times(n, () => own.go(() => own.network.connect({ port: 1 })));
    yield* own.run();
    own.go(function* () {
      for (let left = n; left > 0; left--) yield* listener.accept();
    });
    yield* own.run();
  },
  *"tasks that wait to accept"(n) {
    const own = place();
    let listener;
    own.go(function* () {
      listener = yield* own.network.listen({ port: 1 });
    });
    yield* own.run();
    times(n, () => own.go(() => listener.accept()));
    yield* own.run();
    times(n, () => own.go(() => own.network.connect({ port: 1 })));
    yield* own.run();
  },
  *"listeners and their addresses"(n) {
    const own = place();
    const listeners = [];
    times(n, (index) =>
      own.go(function* () {
        listeners.push(yield* own.network.listen({ port: index % 2 === 0 ? 0 : 1 + index }));
      }),
    );
    yield* own.run();
    for (const { port } of listeners) own.go(() => own.network.connect({ port }));
    yield* own.run();
    for (const listener of listeners) listener.close();
    yield* own.run();
  },
  *"hosts of one port"(n) {
    const hosts = times(n, (index) => `host-${index}`);
    const own = place({ hosts });
    for (const host of hosts) own.go(() => own.network.listen({ port: 80, host }));
    yield* own.run();
    for (const host of hosts) own.go(() => own.network.connect({ port: 80, host }));
    yield* own.run();
  },
  *"chunks read from one connection"(n) {
    const own = place();
    const [end] = yield* connected(own, 1, echo);
    own.go(function* () {
      for (let left = n; left > 0; left--) {
        yield* end.write("chunk");
        yield* end.read();
      }
    });
    yield* own.run();
  },
  *"writes that wait for room"(n) {
    const own = place({ capacity: 16 });
    const [end] = yield* connected(own, 1, echo);
    times(n, () => own.go(() => end.write("sixteen bytes...")));
    own.go(function* () {
      for (let left = 16 * n; left > 0; left -= (yield* end.read()).length);
    });
    yield* own.run();
  },
  *"lines of one connection"(n) {
    const own = place();
    const [end] = yield* connected(own, 1, echo);
    end.write("line\n".repeat(n));
    own.go(function* () {
      const all = lines(end);
      for (let left = n; left > 0; left--) yield* all.recv();
    });
    yield* own.run();
  },
  *"reads with a time limit, one per connection"(n) {
    const own = place();
    for (const end of yield* connected(own, n, silent))
      own.go(() => timeout(end.read(), 1_000)).then(undefined, () => {});
    yield* own.run();
    yield* own.advance(1_000);
  },
  *"reads with a time limit, on one connection"(n) {
    const own = place();
    const [end] = yield* connected(own, 1, silent);
    own.go(function* () {
      for (let left = n; left > 0; left--) {
        try {
          yield* timeout(end.read(), 1);
        } catch {
          // It has run out, as it should.
        }
      }
    });
    yield* own.run();
    for (let left = n; left > 0; left--) own.loop.advance(1);
  },
  *"connections with one signal"(n) {
    const own = place();
    const control = new AbortController();
    own.go(function* () {
      const listener = yield* own.network.listen({ port: 1, backlog: n });
      listener.serve(silent);
    });
    yield* own.run();
    times(n, () =>
      own
        .go(function* () {
          yield* own.network.connect({ port: 1, signal: control.signal });
          yield* sleep(1_000);
        })
        .then(undefined, () => {}),
    );
    yield* own.run();
    control.abort();
    yield* own.run();
  },
};
