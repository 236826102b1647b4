//! Spawning and yielding, as Tokio's own `benches/rt_multi_threaded.rs` has them, with the size a parameter.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{mpsc, Arc};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

const YIELDING_TASKS: usize = 200;

/// A task spawns a task that spawns a task, `size` in a row.
pub fn chained_spawn(rt: &Runtime, size: usize) -> Result<usize, String> {
    fn iter(done: mpsc::SyncSender<usize>, n: usize, depth: usize) {
        if n == 0 {
            done.send(depth).unwrap();
        } else {
            tokio::spawn(async move { iter(done, n - 1, depth + 1) });
        }
    }
    let (done_tx, done_rx) = mpsc::sync_channel(1);
    let depth = rt.block_on(async {
        tokio::spawn(async move { iter(done_tx, size, 0) });
        done_rx.recv().unwrap()
    });
    expect("depth", depth, size)
}

/// One task spawns `size` tasks; each spawns a peer and exchanges two oneshots with it.
pub fn ping_pong(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (done_tx, done_rx) = mpsc::sync_channel(1);
    let left = Arc::new(AtomicUsize::new(size));
    let remaining = left.clone();
    rt.block_on(async {
        tokio::spawn(async move {
            for _ in 0..size {
                let (left, done_tx) = (left.clone(), done_tx.clone());
                tokio::spawn(async move {
                    let (ping_tx, ping_rx) = oneshot::channel();
                    let (pong_tx, pong_rx) = oneshot::channel();
                    tokio::spawn(async move {
                        ping_rx.await.unwrap();
                        pong_tx.send(()).unwrap();
                    });
                    ping_tx.send(()).unwrap();
                    pong_rx.await.unwrap();
                    if left.fetch_sub(1, Relaxed) == 1 {
                        done_tx.send(()).unwrap();
                    }
                });
            }
        });
        done_rx.recv().unwrap();
    });
    expect("pings left", remaining.load(Relaxed), 0).map(|_| size)
}

/// `size` tasks are spawned from outside the workers; a countdown ends it.
pub fn spawn_many(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (done_tx, done_rx) = mpsc::sync_channel(1);
    let left = Arc::new(AtomicUsize::new(size));
    rt.block_on(async {
        for _ in 0..size {
            let (left, done_tx) = (left.clone(), done_tx.clone());
            tokio::spawn(async move {
                if left.fetch_sub(1, Relaxed) == 1 {
                    done_tx.send(()).unwrap();
                }
            });
        }
        done_rx.recv().unwrap();
    });
    expect("tasks left", left.load(Relaxed), 0).map(|_| size)
}

/// 200 tasks yield `size` times each.
pub fn yield_many(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (done_tx, done_rx) = mpsc::sync_channel(YIELDING_TASKS);
    for _ in 0..YIELDING_TASKS {
        let done_tx = done_tx.clone();
        rt.spawn(async move {
            let mut yields = 0;
            for _ in 0..size {
                tokio::task::yield_now().await;
                yields += 1;
            }
            done_tx.send(yields).unwrap();
        });
    }
    let yields = (0..YIELDING_TASKS).map(|_| done_rx.recv().unwrap()).sum();
    expect("yields", yields, YIELDING_TASKS * size)
}

/// Passes the count on when it is the one it must be.
pub fn expect(what: &str, actual: usize, expected: usize) -> Result<usize, String> {
    if actual == expected {
        Ok(actual)
    } else {
        Err(format!("{what}: {actual} instead of {expected}"))
    }
}
