%% What waiting costs: timers that are started and cancelled, and the memory of processes that wait.
-module(idle).
-export([timers/1, heap/1, waiting/1]).

-define(SPREAD_MS, 3600000).
%% Far enough ahead that none fires while the others are started.
-define(FIRST_MS, 3600000).
%% Coprime with SPREAD_MS, so that the deadlines come in no order and cover the hour evenly.
-define(STRIDE_MS, 7919).

%% Size timers spread over an hour are started, all live at once, and then cancelled.
timers(Size) ->
    Timers = [erlang:start_timer(delay(N), self(), n) || N <- lists:seq(0, Size - 1)],
    Cancelled = lists:foldl(fun cancel/2, 0, Timers),
    bench:expect(timers_cancelled, Cancelled, Size).

delay(N) -> ?FIRST_MS + N * ?STRIDE_MS rem ?SPREAD_MS.

cancel(Timer, Cancelled) ->
    case erlang:cancel_timer(Timer) of
        false -> Cancelled;
        _ -> Cancelled + 1
    end.

%% Bytes of Size processes that all wait for a message, as `process_info` counts them.
heap(Size) ->
    Main = self(),
    Waiting = [spawn_link(fun() -> Main ! arrived, receive open -> Main ! ended end end) || _ <- lists:seq(1, Size)],
    all(arrived, Size),
    Bytes = lists:sum([waiting(Pid) || Pid <- Waiting]),
    [Pid ! open || Pid <- Waiting],
    all(ended, Size),
    {bytes, Bytes}.

%% A process that has said it arrived may still be on its way into `receive`.
waiting(Pid) ->
    case erlang:process_info(Pid, [status, memory]) of
        [{status, waiting}, {memory, Bytes}] -> Bytes;
        _ -> waiting(Pid)
    end.

all(_, 0) -> ok;
all(What, N) -> receive What -> all(What, N - 1) end.
