//! What a sleep costs: time of the processor, since a sleep takes its time whoever implements it.

use crate::idle::{begin, delay};
use crate::tasks::expect;
use crate::Bench;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::time::{sleep, Sleep};

/// The sleeps that are not due, begun by the first round.
static LIVE: Mutex<Vec<Pin<Box<Sleep>>>> = Mutex::new(Vec::new());

pub fn beside_1000(rt: &Runtime, size: usize) -> Result<usize, String> {
    beside(rt, size, 1000)
}

pub fn beside_1000000(rt: &Runtime, size: usize) -> Result<usize, String> {
    beside(rt, size, 1_000_000)
}

/// A task sleeps 1 ms `size` times, beside `others` that are not due.
fn beside(rt: &Runtime, size: usize, others: usize) -> Result<usize, String> {
    let mut live = LIVE.lock().map_err(|error| error.to_string())?;
    if live.len() < others {
        rt.block_on(async { live.extend((0..others).map(|n| Box::pin(sleep(delay(n))))) });
        expect("sleeps begun", begin(rt, &mut live), others)?;
    }
    let slept = rt.block_on(async move {
        let sleeper = tokio::spawn(async move {
            for _ in 0..size {
                sleep(Duration::from_millis(1)).await;
            }
            size
        });
        sleeper.await
    });
    expect("sleeps", slept.map_err(|error| error.to_string())?, size)
}

/// As for the others, with the time that the process has used of the processors.
pub fn time(rt: &Runtime, bench: Bench, size: usize, repeats: usize) -> Result<(), String> {
    bench(rt, 1)?; // what a first round sets up is not part of it
    let start = used();
    let mut ops = 0;
    for _ in 0..repeats {
        ops += bench(rt, size)?;
    }
    println!("{{\"ns\":{},\"ops\":{ops}}}", used() - start);
    Ok(())
}

/// The time in ns that the threads of this process have used.
fn used() -> i64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the clock exists on Linux, and the structure is valid.
    unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    time.tv_sec * 1_000_000_000 + time.tv_nsec
}
