%% A gen_server that answers, and crashes when told to: started by itself, and by a supervisor.
-module(restarts).
-behaviour(gen_server).
-export([start/1, restart/1, start_child/1]).
-export([init/1, handle_call/3, handle_cast/2]).

%% Size servers are started, called, and told to stop.
start(Size) -> bench:expect(answers, starts(Size, 0), Size).

starts(0, Answers) -> Answers;
starts(Left, Answers) ->
    {ok, _} = gen_server:start(?MODULE, {fragile, self()}, []),
    Fragile = receive {started, Pid} -> Pid end,
    Answer = gen_server:call(Fragile, hello),
    gen_server:cast(Fragile, stop),
    starts(Left - 1, Answers + Answer).

%% A supervised server is told to crash Size times, and its successor called each time.
restart(Size) ->
    logger:set_primary_config(level, none), % a report of each crash would cost more than all the rest
    {ok, Supervisor} = supervisor:start_link(?MODULE, {supervisor, self(), Size}),
    Fragile = receive {started, Pid} -> Pid end,
    Answers = crashes(Fragile, Size, 0),
    unlink(Supervisor),
    exit(Supervisor, shutdown),
    bench:expect(answers, Answers, Size).

crashes(_, 0, Answers) -> Answers;
crashes(Fragile, Left, Answers) ->
    gen_server:cast(Fragile, crash),
    Next = receive {started, Pid} -> Pid end,
    crashes(Next, Left - 1, Answers + gen_server:call(Next, hello)).

start_child(Main) -> gen_server:start_link(?MODULE, {fragile, Main}, []).

init({fragile, Main}) ->
    Main ! {started, self()},
    {ok, 0};
init({supervisor, Main, Size}) ->
    Child = #{id => fragile, start => {?MODULE, start_child, [Main]}, restart => permanent},
    {ok, {#{strategy => one_for_one, intensity => 2 * Size, period => 5}, [Child]}}.

handle_call(hello, _From, Calls) -> {reply, Calls + 1, Calls + 1}.

handle_cast(crash, _) -> error(told_to_crash);
handle_cast(stop, Calls) -> {stop, normal, Calls}.
