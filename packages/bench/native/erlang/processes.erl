%% Spawning and yielding: Tokio's `benches/rt_multi_threaded.rs` with processes and messages.
%% The countdowns are atomics, as there.
-module(processes).
-export([chained_spawn/1, ping_pong/1, spawn_many/1, yield_many/1]).

-define(YIELDING_TASKS, 200).

%% A process spawns a process that spawns a process, Size in a row.
chained_spawn(Size) ->
    Main = self(),
    spawn(fun() -> chain(Main, Size, 0) end),
    receive {depth, Depth} -> bench:expect(depth, Depth, Size) end.

chain(Main, 0, Depth) -> Main ! {depth, Depth};
chain(Main, N, Depth) -> spawn(fun() -> chain(Main, N - 1, Depth + 1) end).

%% One process spawns Size processes; each spawns a peer and exchanges two messages with it.
ping_pong(Size) ->
    {Main, Left} = {self(), countdown(Size)},
    spawn(fun() -> times(Size, fun() -> spawn(fun() -> ping(Main, Left) end) end) end),
    receive done -> bench:expect(pings_left, atomics:get(Left, 1), 0) end,
    Size.

ping(Main, Left) ->
    Self = self(),
    Peer = spawn(fun() -> receive {ping, From} -> From ! {pong, self()} end end),
    Peer ! {ping, Self},
    receive {pong, Peer} -> ok end,
    finish(Main, Left).

%% Size processes are spawned by the main one; a countdown ends it.
spawn_many(Size) ->
    {Main, Left} = {self(), countdown(Size)},
    times(Size, fun() -> spawn(fun() -> finish(Main, Left) end) end),
    receive done -> bench:expect(tasks_left, atomics:get(Left, 1), 0) end,
    Size.

%% 200 processes yield Size times each.
yield_many(Size) ->
    Main = self(),
    times(?YIELDING_TASKS, fun() -> spawn(fun() -> Main ! {yields, yield(Size, 0)} end) end),
    bench:expect(yields, sum(?YIELDING_TASKS, 0), ?YIELDING_TASKS * Size).

yield(0, Yields) -> Yields;
yield(N, Yields) ->
    erlang:yield(),
    yield(N - 1, Yields + 1).

sum(0, Sum) -> Sum;
sum(N, Sum) -> receive {yields, Yields} -> sum(N - 1, Sum + Yields) end.

countdown(Size) ->
    Left = atomics:new(1, []),
    atomics:put(Left, 1, Size),
    Left.

finish(Main, Left) ->
    case atomics:sub_get(Left, 1, 1) of
        0 -> Main ! done;
        _ -> ok
    end.

times(0, _) -> ok;
times(N, Do) ->
    Do(),
    times(N - 1, Do).
