%% Actors are what processes are. Where the runtime has a behaviour for it, as gen_server for a call, that is used.
-module(actors).
-behaviour(gen_server).
-export([script_layout/1, ask/1, spawn_all/1, fan_out/1, fan_in/1, ring/1, fork_join/1, heap/1]).
-export([init/1, handle_call/3, handle_cast/2]).

-define(ACTORS, 1000).
-define(SENDERS, 100).

%% Size calls from a script process to a layout process, which answers into the script's mailbox.
script_layout(Size) ->
    Main = self(),
    Layout = spawn_link(fun() -> layout(0) end),
    spawn_link(fun() -> Main ! {sum, script(Layout, 0, Size, 0)} end),
    receive {sum, Sum} -> bench:expect(sum_of_answers, Sum, sum_below(Size)) end,
    Layout ! stop,
    Size.

layout(Calls) ->
    receive
        {layout, Script, Width} ->
            Script ! {answer, Width},
            layout(Calls + 1);
        stop -> ok
    end.

script(_, Size, Size, Sum) -> Sum;
script(Layout, Width, Size, Sum) ->
    Layout ! {layout, self(), Width},
    receive {answer, Answer} -> script(Layout, Width + 1, Size, Sum + Answer) end.

%% Size calls of a gen_server, each with the time limit that calls have by default, 5 s.
ask(Size) ->
    Main = self(),
    {ok, Layout} = gen_server:start_link(?MODULE, 0, []),
    spawn_link(fun() -> Main ! {sum, calls(Layout, 0, Size, 0)} end),
    receive {sum, Sum} -> bench:expect(sum_of_answers, Sum, sum_below(Size)) end,
    gen_server:stop(Layout),
    Size.

calls(_, Size, Size, Sum) -> Sum;
calls(Layout, Width, Size, Sum) ->
    calls(Layout, Width + 1, Size, Sum + gen_server:call(Layout, {layout, Width})).

init(Calls) -> {ok, Calls}.
handle_call({layout, Width}, _From, Calls) -> {reply, Width, Calls + 1}.
handle_cast(_, Calls) -> {noreply, Calls}.

%% Size processes are spawned, then each is told once and tells a counter how often it was told.
spawn_all(Size) ->
    Counter = self(),
    Actors = [spawn_link(fun() -> told(Counter, 0) end) || _ <- lists:seq(1, Size)],
    [Actor ! hello || Actor <- Actors],
    Sum = sum(Size, 0),
    [Actor ! stop || Actor <- Actors],
    bench:expect(actors_told, Sum, Size).

told(Counter, Told) ->
    receive
        hello ->
            Counter ! {count, Told + 1},
            told(Counter, Told + 1);
        stop -> ok
    end.

%% A process tells 1,000 processes, Size rounds; each tells at its last message how many it had.
fan_out(Size) ->
    Counter = self(),
    Targets = [spawn_link(fun() -> target(Counter, Size, 0) end) || _ <- lists:seq(1, ?ACTORS)],
    spawn_link(fun() -> [[Target ! message || Target <- Targets] || _ <- lists:seq(1, Size)] end),
    bench:expect(messages, sum(?ACTORS, 0), ?ACTORS * Size).

target(Counter, Size, Size) -> Counter ! {count, Size};
target(Counter, Size, Count) -> receive message -> target(Counter, Size, Count + 1) end.

%% 100 processes tell one process Size messages each, when they are told to start.
fan_in(Size) ->
    Main = self(),
    Receiver = spawn_link(fun() -> Main ! {sum, sum(?SENDERS * Size, 0)} end),
    [spawn_link(fun() -> receive start -> send(Receiver, 0, Size) end end) ! start || _ <- lists:seq(1, ?SENDERS)],
    receive {sum, Sum} -> bench:expect(sum_of_messages, Sum, ?SENDERS * sum_below(Size)) end,
    ?SENDERS * Size.

send(_, Size, Size) -> ok;
send(Receiver, N, Size) ->
    Receiver ! {count, N},
    send(Receiver, N + 1, Size).

%% A message goes round a ring of 1,000 processes until it has made Size hops.
ring(Size) ->
    Main = self(),
    First = spawn_link(fun() -> receive {join, Next} -> hop(Next, Main, Size) end end),
    Second = lists:foldl(fun(_, Next) -> spawn_link(fun() -> hop(Next, Main, Size) end) end, First, lists:seq(2, ?ACTORS)),
    First ! {join, Second},
    First ! {hop, 0},
    receive {hops, Hops} -> First ! stop, bench:expect(hops, Hops, Size) end.

%% One that is told to stop tells the next, all around.
hop(Next, Main, Size) ->
    receive
        {hop, Size} ->
            Main ! {hops, Size},
            hop(Next, Main, Size);
        {hop, Hops} ->
            Next ! {hop, Hops + 1},
            hop(Next, Main, Size);
        stop -> Next ! stop
    end.

%% A process spawns two that spawn two, Depth levels deep; each tells its parent how many they are, and ends.
fork_join(Depth) ->
    Root = self(),
    spawn_link(fun() -> node(Root, Depth) end),
    bench:expect(actors, sum(1, 0), (2 bsl Depth) - 1).

node(Parent, 0) -> Parent ! {count, 1};
node(Parent, Depth) ->
    Self = self(),
    [spawn_link(fun() -> node(Self, Depth - 1) end) || _ <- [left, right]],
    Parent ! {count, sum(2, 1)}.

%% Bytes of Size processes with a small state that all wait for a message.
heap(Size) ->
    Counter = self(),
    Actors = [spawn_link(fun() -> Counter ! {count, 1}, told(Counter, 0) end) || _ <- lists:seq(1, Size)],
    bench:expect(actors_begun, sum(Size, 0), Size),
    Bytes = lists:sum([idle:waiting(Actor) || Actor <- Actors]),
    [Actor ! hello || Actor <- Actors],
    bench:expect(actors_told, sum(Size, 0), Size),
    [Actor ! stop || Actor <- Actors],
    {bytes, Bytes}.

sum(0, Sum) -> Sum;
sum(Left, Sum) -> receive {count, Count} -> sum(Left - 1, Sum + Count) end.

sum_below(N) -> N * (N - 1) div 2.
