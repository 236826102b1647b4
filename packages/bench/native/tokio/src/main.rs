//! The Tokio peer: `program BENCH` runs that benchmark once for every line `SIZE REPEATS` on standard input
//! and answers with one JSON line. `program list` names the benchmarks it has.
//!
//! Two worker threads, as the machine of the published figures has two cores.

mod actors;
mod channels;
mod idle;
mod select;
mod sleeps;
mod tasks;

use std::io::{self, BufRead, Write};
use std::time::Instant;
use tokio::runtime::{Builder, Runtime};

/// Runs a benchmark of one size once; answers how many operations that was, or what was wrong with the result.
pub type Bench = fn(&Runtime, usize) -> Result<usize, String>;

/// Every benchmark by name.
const BENCHES: &[(&str, Bench)] = &[
    ("script-layout", channels::script_layout),
    ("chained-spawn", tasks::chained_spawn),
    ("ping-pong", tasks::ping_pong),
    ("spawn-many", tasks::spawn_many),
    ("yield-many", tasks::yield_many),
    // Tokio's channels have no capacity 0, so there is no bounded-0.
    ("bounded-1", channels::bounded_1),
    ("bounded-10", channels::bounded_10),
    ("bounded-100", channels::bounded_100),
    ("fan-in", channels::fan_in),
    ("select-2-ready", select::select_2_ready),
    // There is no select among a number of cases that is not written out, so there is no select-1000-loop.
    ("timers", idle::timers),
    ("timers-1000", idle::timers),
    ("actor-script-layout", actors::script_layout),
    ("actor-ask", actors::ask),
    ("actor-spawn", actors::spawn),
    ("actor-fan-out", actors::fan_out),
    ("actor-fan-in", actors::fan_in),
    ("actor-ring", actors::ring),
    ("actor-fork-join", actors::fork_join),
];

/// Those that answer bytes in place of operations.
const HEAPS: &[(&str, Bench)] = &[("heap-per-task", idle::heap), ("heap-per-actor", actors::heap)];

/// Those of which the time of the processor counts.
const SLEEPS: &[(&str, Bench)] = &[
    ("sleep-beside-1000", sleeps::beside_1000),
    ("sleep-beside-1000000", sleeps::beside_1000000),
];

fn main() {
    let name = std::env::args().nth(1).unwrap_or_default();
    if name == "list" {
        let names: Vec<&str> = BENCHES
            .iter()
            .chain(HEAPS)
            .chain(SLEEPS)
            .map(|(name, _)| *name)
            .collect();
        return println!("{}", names.join("\n"));
    }
    let rt = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("runtime");
    if let Err(error) = answer(&rt, &name) {
        println!("{{\"error\":\"{}\"}}", error.replace('"', "'"));
        std::process::exit(1);
    }
    rt.shutdown_background();
}

/// Answers every round until the input ends.
fn answer(rt: &Runtime, name: &str) -> Result<(), String> {
    let heap = find(HEAPS, name);
    let sleeps = find(SLEEPS, name);
    let Some(bench) = heap.or(sleeps).or_else(|| find(BENCHES, name)) else {
        return Err(format!("no benchmark is called {name}; list names them"));
    };
    println!("{{\"version\":\"{}\"}}", env!("TOKIO_VERSION"));
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let (size, repeats) = round(&line)?;
        if heap.is_some() {
            println!("{{\"bytes\":{},\"ops\":{size}}}", bench(rt, size)?);
        } else if sleeps.is_some() {
            sleeps::time(rt, bench, size, repeats)?;
        } else {
            time(rt, bench, size, repeats)?;
        }
        io::stdout().flush().map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn find(benches: &[(&str, Bench)], name: &str) -> Option<Bench> {
    benches
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, bench)| *bench)
}

fn round(line: &str) -> Result<(usize, usize), String> {
    let mut words = line.split_whitespace().map(str::parse);
    match (words.next(), words.next(), words.next()) {
        (Some(Ok(size)), Some(Ok(repeats)), None) => Ok((size, repeats)),
        _ => Err(format!("a round is 'SIZE REPEATS', not '{line}'")),
    }
}

fn time(rt: &Runtime, bench: Bench, size: usize, repeats: usize) -> Result<(), String> {
    let start = Instant::now();
    let mut ops = 0;
    for _ in 0..repeats {
        ops += bench(rt, size)?;
    }
    println!("{{\"ns\":{},\"ops\":{ops}}}", start.elapsed().as_nanos());
    Ok(())
}
