//! What waiting costs: sleeps that are begun and dropped, and the heap of tasks that wait.

use crate::tasks::expect;
use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::{Notify, Semaphore};
use tokio::task::unconstrained;
use tokio::time::{sleep, Sleep};

const SPREAD_MS: usize = 3_600_000;
/// Far enough ahead that none fires while the others are begun.
const FIRST_MS: usize = 3_600_000;
/// Coprime with SPREAD_MS, so that the deadlines come in no order and cover the hour evenly.
const STRIDE_MS: usize = 7_919;

/// `size` sleeps spread over an hour are begun, all live at once, and then cancelled (dropped).
pub fn timers(rt: &Runtime, size: usize) -> Result<usize, String> {
    let mut sleeps = rt.block_on(async {
        let mut sleeps: Vec<Pin<Box<Sleep>>> = Vec::with_capacity(size);
        sleeps.extend((0..size).map(|n| Box::pin(sleep(delay(n)))));
        sleeps
    });
    let begun = begin(rt, &mut sleeps);
    drop(sleeps);
    expect("sleeps begun", begun, size)
}

/// How long the nth sleep takes.
pub fn delay(n: usize) -> Duration {
    Duration::from_millis((FIRST_MS + n * STRIDE_MS % SPREAD_MS) as u64)
}

/// Begins sleeps; answers how many are not over.
///
/// A `Sleep` enters the timer wheel when first polled, so each is polled once. Without `unconstrained`, polls beyond the
/// budget of a task would answer "pending" without entering it.
pub fn begin(rt: &Runtime, sleeps: &mut [Pin<Box<Sleep>>]) -> usize {
    rt.block_on(unconstrained(async {
        let mut pending = 0;
        for sleep in sleeps {
            pending += poll_fn(|cx| Poll::Ready(sleep.as_mut().poll(cx).is_pending() as usize)).await;
        }
        pending
    }))
}

/// Bytes that `size` tasks hold which all wait for one gate. Counted by the allocator, so exact to its rounding.
pub fn heap(rt: &Runtime, size: usize) -> Result<usize, String> {
    let gate = Arc::new(Notify::new());
    let counted = Arc::new(Semaphore::new(0));
    let before = allocated();
    for _ in 0..size {
        let (gate, counted) = (gate.clone(), counted.clone());
        rt.spawn(async move {
            let open = gate.notified();
            counted.add_permits(1);
            open.await;
            counted.add_permits(1);
        });
    }
    let all = || {
        rt.block_on(counted.acquire_many(size as u32))
            .map(|permits| permits.forget())
    };
    all().map_err(|error| error.to_string())?;
    let waiting = allocated();
    gate.notify_waiters();
    all().map_err(|error| error.to_string())?;
    if waiting <= before {
        return Err("idle tasks hold no memory, which cannot be".into());
    }
    Ok(waiting - before)
}

/// Bytes that are allocated, by the allocator's count.
pub fn allocated() -> usize {
    // SAFETY: mallinfo2 takes nothing and returns a plain structure.
    let info = unsafe { libc::mallinfo2() };
    info.uordblks + info.hblkhd
}
