%% Messages: request and reply, many senders.
-module(messages).
-export([script_layout/1, fan_in/1]).

-define(SENDERS, 100).

%% Size calls from a script process to a layout process. The reference of each call is its oneshot, as in gen_server.
script_layout(Size) ->
    Main = self(),
    Layout = spawn_link(fun layout/0),
    spawn_link(fun() -> Main ! {sum, script(Layout, 0, Size, 0)} end),
    receive {sum, Sum} -> bench:expect(sum_of_answers, Sum, sum_below(Size)) end,
    unlink(Layout),
    Layout ! stop,
    Size.

layout() ->
    receive
        {layout, From, Ref, Width} ->
            From ! {Ref, Width},
            layout();
        stop -> ok
    end.

script(_, Size, Size, Sum) -> Sum;
script(Layout, Width, Size, Sum) ->
    Ref = make_ref(),
    Layout ! {layout, self(), Ref, Width},
    receive {Ref, Answer} -> script(Layout, Width + 1, Size, Sum + Answer) end.

%% 100 senders with Size messages each, one receiver.
fan_in(Size) ->
    Main = self(),
    Receiver = spawn_link(fun() -> Main ! {sum, total(?SENDERS * Size, 0)} end),
    [spawn_link(fun() -> send(Receiver, 0, Size) end) || _ <- lists:seq(1, ?SENDERS)],
    receive {sum, Sum} -> bench:expect(sum_of_messages, Sum, ?SENDERS * sum_below(Size)) end,
    ?SENDERS * Size.

send(_, Size, Size) -> ok;
send(Receiver, N, Size) ->
    Receiver ! {message, N},
    send(Receiver, N + 1, Size).

total(0, Sum) -> Sum;
total(Left, Sum) -> receive {message, N} -> total(Left - 1, Sum + N) end.

sum_below(N) -> N * (N - 1) div 2.
