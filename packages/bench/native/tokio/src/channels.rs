//! Messages: request and reply, producer and consumer, many senders. Sender and receiver are spawned tasks.

use crate::tasks::expect;
use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};

const SENDERS: usize = 100;

struct Layout {
    width: usize,
    reply: oneshot::Sender<usize>,
}

/// `size` calls from a script task to a layout task; each makes a oneshot and waits for the answer.
pub fn script_layout(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (requests, mut inbox) = mpsc::unbounded_channel::<Layout>();
    let layout = rt.spawn(async move {
        while let Some(Layout { width, reply }) = inbox.recv().await {
            reply.send(width).unwrap();
        }
    });
    let script = rt.spawn(async move {
        let mut sum = 0;
        for width in 0..size {
            let (reply, answer) = oneshot::channel();
            requests.send(Layout { width, reply }).ok().unwrap();
            sum += answer.await.unwrap();
        }
        sum
    });
    let sum = rt.block_on(async {
        layout.await.unwrap();
        script.await.unwrap()
    });
    expect("sum of answers", sum, sum_below(size)).map(|_| size)
}

pub fn bounded_1(rt: &Runtime, size: usize) -> Result<usize, String> {
    bounded(rt, size, 1)
}

pub fn bounded_10(rt: &Runtime, size: usize) -> Result<usize, String> {
    bounded(rt, size, 10)
}

pub fn bounded_100(rt: &Runtime, size: usize) -> Result<usize, String> {
    bounded(rt, size, 100)
}

/// A producer sends `size` messages to a consumer through a channel with room for `capacity`.
fn bounded(rt: &Runtime, size: usize, capacity: usize) -> Result<usize, String> {
    let (tx, mut rx) = mpsc::channel(capacity);
    rt.spawn(async move {
        for n in 0..size {
            tx.send(n).await.unwrap();
        }
    });
    let consumer = rt.spawn(async move {
        let mut sum = 0;
        while let Some(n) = rx.recv().await {
            sum += n;
        }
        sum
    });
    let sum = rt.block_on(consumer).unwrap();
    expect("sum of messages", sum, sum_below(size)).map(|_| size)
}

/// 100 senders with `size` messages each, one receiver, an unbounded channel.
pub fn fan_in(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (tx, mut rx) = mpsc::unbounded_channel();
    for _ in 0..SENDERS {
        let tx = tx.clone();
        rt.spawn(async move {
            for n in 0..size {
                tx.send(n).unwrap();
            }
        });
    }
    drop(tx);
    let receiver = rt.spawn(async move {
        let mut sum = 0;
        while let Some(n) = rx.recv().await {
            sum += n;
        }
        sum
    });
    let sum = rt.block_on(receiver).unwrap();
    expect("sum of messages", sum, SENDERS * sum_below(size)).map(|_| SENDERS * size)
}

fn sum_below(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}
