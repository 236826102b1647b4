%% The Erlang peer: `erl … -run bench main BENCH` runs that benchmark once for every line `SIZE REPEATS` on standard
%% input and answers with one JSON line; `list` instead of a name lists them.
%% Each benchmark answers how many operations it was, and crashes when its result is not what it must be.
-module(bench).
-export([main/1, expect/3]).

benches() ->
    [{"script-layout", fun messages:script_layout/1},
     {"chained-spawn", fun processes:chained_spawn/1},
     {"ping-pong", fun processes:ping_pong/1},
     {"spawn-many", fun processes:spawn_many/1},
     {"yield-many", fun processes:yield_many/1},
     %% No bounded-N: a mailbox has no capacity.
     {"fan-in", fun messages:fan_in/1},
     {"timers", fun idle:timers/1},
     {"timers-1000", fun idle:timers/1},
     %% No sleep-beside-N: its schedulers spin while they have nothing to do, and the time of the processor is what counts.
     {"heap-per-task", fun idle:heap/1},
     {"actor-script-layout", fun actors:script_layout/1},
     {"actor-ask", fun actors:ask/1},
     {"actor-spawn", fun actors:spawn_all/1},
     {"actor-fan-out", fun actors:fan_out/1},
     {"actor-fan-in", fun actors:fan_in/1},
     {"actor-ring", fun actors:ring/1},
     {"actor-fork-join", fun actors:fork_join/1},
     {"actor-start", fun restarts:start/1},
     {"supervised-restart", fun restarts:restart/1},
     {"heap-per-actor", fun actors:heap/1}].

main(["list"]) ->
    [io:format("~s~n", [Name]) || {Name, _} <- benches()],
    halt(0);
main([Name]) ->
    try
        {_, Bench} = find(Name),
        io:format("{\"version\":\"~s\"}~n", [erlang:system_info(otp_release)]),
        rounds(Bench)
    catch
        _:Reason:_ ->
            io:format("{\"error\":\"~s\"}~n", [[C || C <- lists:flatten(io_lib:format("~0p", [Reason])), C =/= $"]]),
            halt(1)
    end.

find(Name) ->
    case lists:keyfind(Name, 1, benches()) of
        false -> error({no_benchmark_is_called, Name, 'list names them'});
        Found -> Found
    end.

rounds(Bench) ->
    case io:get_line("") of
        eof -> halt(0);
        Line ->
            [Size, Repeats] = [list_to_integer(Word) || Word <- string:lexemes(Line, " \n")],
            round(Bench, Size, Repeats),
            rounds(Bench)
    end.

%% Rounds run in a process of their own, so that none inherits a heap that an earlier one has grown.
round(Bench, Size, Repeats) ->
    {Runner, Monitor} = spawn_monitor(fun() -> exit({shutdown, measure(Bench, Size, Repeats)}) end),
    receive
        {'DOWN', Monitor, process, Runner, {shutdown, Line}} -> io:put_chars(Line);
        {'DOWN', Monitor, process, Runner, Reason} -> error(Reason)
    end.

measure(Bench, Size, Repeats) ->
    Start = erlang:monotonic_time(nanosecond),
    case repeat(Bench, Size, Repeats, 0) of
        {bytes, Bytes} -> io_lib:format("{\"bytes\":~b,\"ops\":~b}~n", [Bytes, Size]);
        Ops -> io_lib:format("{\"ns\":~b,\"ops\":~b}~n", [erlang:monotonic_time(nanosecond) - Start, Ops])
    end.

repeat(_, _, 0, Ops) -> Ops;
repeat(Bench, Size, Repeats, Ops) ->
    case Bench(Size) of
        {bytes, Bytes} -> {bytes, Bytes};
        More -> repeat(Bench, Size, Repeats - 1, Ops + More)
    end.

%% Passes the count on when it is the one it must be.
expect(_, Count, Count) -> Count;
expect(What, Actual, Expected) -> error({What, Actual, instead_of, Expected}).
