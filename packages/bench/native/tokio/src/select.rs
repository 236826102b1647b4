//! Select between two channels that are ready.

use crate::tasks::expect;
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

/// Both channels hold a message; what is taken goes back.
pub fn select_2_ready(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (into_a, mut a) = mpsc::channel(1);
    let (into_b, mut b) = mpsc::channel(1);
    let selecting = rt.spawn(async move {
        into_a.send(1).await.unwrap();
        into_b.send(1).await.unwrap();
        let mut sum = 0;
        for _ in 0..size {
            tokio::select! {
                Some(n) = a.recv() => {
                    sum += n;
                    into_a.send(n).await.unwrap();
                }
                Some(n) = b.recv() => {
                    sum += n;
                    into_b.send(n).await.unwrap();
                }
            }
        }
        sum
    });
    let sum = rt.block_on(selecting).unwrap();
    expect("sum of messages", sum, size).map(|_| size)
}
