//! Actors as Tokio's own guide has them: a task that owns its state and receives from a channel of its own. They end when
//! the last sender of their channel is dropped.

use crate::tasks::expect;
use std::time::Duration;
use tokio::runtime::Runtime;
use tokio::sync::mpsc::{unbounded_channel, UnboundedSender};
use tokio::sync::oneshot;
use tokio::time::timeout;

const SENDERS: usize = 100;
const ACTORS: usize = 1000;
const LIMIT: Duration = Duration::from_secs(5);

struct Layout {
    width: usize,
    script: UnboundedSender<usize>,
}

/// `size` calls from a script actor to a layout actor, which answers into the script's mailbox.
pub fn script_layout(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (layout, mut requests) = unbounded_channel::<Layout>();
    let (script, mut answers) = unbounded_channel::<usize>();
    rt.spawn(async move {
        while let Some(Layout { width, script }) = requests.recv().await {
            script.send(width).unwrap();
        }
    });
    let script = rt.spawn(async move {
        let mut sum = 0;
        for width in 0..size {
            let script = script.clone();
            layout.send(Layout { width, script }).ok().unwrap();
            sum += answers.recv().await.unwrap();
        }
        sum
    });
    let sum = rt.block_on(script).unwrap();
    expect("sum of answers", sum, sum_below(size)).map(|_| size)
}

/// `size` asks, one after the other: a oneshot for the answer, which is waited for with a time limit.
pub fn ask(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (layout, mut requests) = unbounded_channel::<(usize, oneshot::Sender<usize>)>();
    rt.spawn(async move {
        while let Some((width, reply)) = requests.recv().await {
            reply.send(width).unwrap();
        }
    });
    let script = rt.spawn(async move {
        let mut sum = 0;
        for width in 0..size {
            let (reply, answer) = oneshot::channel();
            layout.send((width, reply)).unwrap();
            sum += timeout(LIMIT, answer).await.unwrap().unwrap();
        }
        sum
    });
    let sum = rt.block_on(script).unwrap();
    expect("sum of answers", sum, sum_below(size)).map(|_| size)
}

/// `size` actors are spawned, then each is told once and tells a counter how often it was told.
pub fn spawn(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (counter, mut counts) = unbounded_channel::<usize>();
    let main = rt.spawn(async move {
        let mut actors = Vec::with_capacity(size);
        for _ in 0..size {
            let (actor, mut mailbox) = unbounded_channel::<()>();
            let counter = counter.clone();
            tokio::spawn(async move {
                let mut told = 0;
                while mailbox.recv().await.is_some() {
                    told += 1;
                    counter.send(told).unwrap();
                }
            });
            actors.push(actor);
        }
        for actor in &actors {
            actor.send(()).unwrap();
        }
        let mut count = 0;
        while count < size {
            count += counts.recv().await.unwrap();
        }
        count
    });
    expect("actors told", rt.block_on(main).unwrap(), size)
}

/// An actor tells 1,000 actors, `size` rounds; each tells a counter at its last message how many it had.
pub fn fan_out(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (counter, mut counts) = unbounded_channel::<usize>();
    let targets: Vec<UnboundedSender<()>> = (0..ACTORS)
        .map(|_| {
            let (target, mut mailbox) = unbounded_channel();
            let counter = counter.clone();
            rt.spawn(async move {
                let mut count = 0;
                while count < size {
                    mailbox.recv().await.unwrap();
                    count += 1;
                }
                counter.send(count).unwrap();
            });
            target
        })
        .collect();
    drop(counter);
    rt.spawn(async move {
        for _ in 0..size {
            for target in &targets {
                target.send(()).unwrap();
            }
            tokio::task::yield_now().await;
        }
    });
    let total = rt.block_on(rt.spawn(async move {
        let mut sum = 0;
        while let Some(count) = counts.recv().await {
            sum += count;
        }
        sum
    }));
    expect("messages", total.unwrap(), ACTORS * size)
}

/// 100 actors tell one actor `size` messages each, when they are told to start.
pub fn fan_in(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (receiver, mut mailbox) = unbounded_channel::<usize>();
    for _ in 0..SENDERS {
        let (sender, mut start) = unbounded_channel::<()>();
        let receiver = receiver.clone();
        rt.spawn(async move {
            while start.recv().await.is_some() {
                for n in 0..size {
                    receiver.send(n).unwrap();
                }
            }
        });
        sender.send(()).unwrap();
    }
    drop(receiver);
    let total = rt.block_on(rt.spawn(async move {
        let mut sum = 0;
        while let Some(n) = mailbox.recv().await {
            sum += n;
        }
        sum
    }));
    expect("sum of messages", total.unwrap(), SENDERS * sum_below(size)).map(|_| SENDERS * size)
}

/// A message goes round a ring of 1,000 actors until it has made `size` hops.
pub fn ring(rt: &Runtime, size: usize) -> Result<usize, String> {
    let (done, ended) = std::sync::mpsc::channel();
    let (first, mut mailbox) = unbounded_channel::<usize>();
    let start = first.clone();
    let mut senders: Vec<_> = Vec::with_capacity(ACTORS);
    let mut receivers = Vec::with_capacity(ACTORS);
    for _ in 1..ACTORS {
        let (next, next_mailbox) = unbounded_channel();
        receivers.push(std::mem::replace(&mut mailbox, next_mailbox));
        senders.push(next);
    }
    receivers.push(mailbox);
    senders.push(first);
    for (next, mut mailbox) in senders.into_iter().zip(receivers) {
        let done = done.clone();
        rt.spawn(async move {
            while let Some(hops) = mailbox.recv().await {
                if hops == size {
                    return done.send(hops).unwrap(); // the end of one closes the mailbox of the next, all around
                }
                if next.send(hops + 1).is_err() {
                    return;
                }
            }
        });
    }
    start.send(0).unwrap();
    drop(start);
    expect("hops", ended.recv().unwrap(), size)
}

/// An actor spawns two that spawn two, `depth` levels deep; each tells its parent how many they are, and ends.
pub fn fork_join(rt: &Runtime, depth: usize) -> Result<usize, String> {
    let (root, mut sums) = unbounded_channel();
    let count = rt.block_on(rt.spawn(async move {
        node(depth, root);
        sums.recv().await.unwrap()
    }));
    expect("actors", count.unwrap(), (2 << depth) - 1)
}

fn node(depth: usize, parent: UnboundedSender<usize>) {
    let (this, mut mailbox) = unbounded_channel();
    tokio::spawn(async move {
        let mut sum = 1;
        if depth > 0 {
            node(depth - 1, this.clone());
            node(depth - 1, this);
            sum += mailbox.recv().await.unwrap() + mailbox.recv().await.unwrap();
        }
        parent.send(sum).unwrap();
    });
}

/// Bytes that `size` actors hold which all wait for a message.
pub fn heap(rt: &Runtime, size: usize) -> Result<usize, String> {
    let before = crate::idle::allocated();
    let (counter, mut counts) = unbounded_channel::<usize>();
    let actors: Vec<UnboundedSender<()>> = (0..size)
        .map(|_| {
            let (actor, mut mailbox) = unbounded_channel();
            let counter = counter.clone();
            rt.spawn(async move {
                let mut told = 0;
                counter.send(told).unwrap();
                while mailbox.recv().await.is_some() {
                    told += 1;
                    counter.send(told).unwrap();
                }
            });
            actor
        })
        .collect();
    let waiting = rt.block_on(async {
        for _ in 0..size {
            counts.recv().await.unwrap();
        }
        crate::idle::allocated()
    });
    let told = rt.block_on(async {
        let mut told = 0;
        for actor in &actors {
            actor.send(()).unwrap();
        }
        while told < size {
            told += counts.recv().await.unwrap();
        }
        told
    });
    expect("actors told", told, size)?;
    if waiting <= before {
        return Err("idle actors hold no memory, which cannot be".into());
    }
    Ok(waiting - before)
}

fn sum_below(n: usize) -> usize {
    n * n.saturating_sub(1) / 2
}
