// Spawning and yielding: Tokio's `benches/rt_multi_threaded.rs` with goroutines and channels.
package main

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

const yieldingTasks = 200

// chainedSpawn: a goroutine starts a goroutine that starts a goroutine, size in a row.
func chainedSpawn(size int) (int, error) {
	done := make(chan int, 1)
	var chain func(n, depth int)
	chain = func(n, depth int) {
		if n == 0 {
			done <- depth
		} else {
			go chain(n-1, depth+1)
		}
	}
	go chain(size, 0)
	return expect("depth", <-done, size)
}

// pingPong: one goroutine starts size of them; each starts a peer and exchanges two messages with it.
func pingPong(size int) (int, error) {
	done := make(chan struct{}, 1)
	left := int64(size)
	go func() {
		for i := 0; i < size; i++ {
			go func() {
				ping, pong := make(chan struct{}, 1), make(chan struct{}, 1)
				go func() {
					<-ping
					pong <- struct{}{}
				}()
				ping <- struct{}{}
				<-pong
				if atomic.AddInt64(&left, -1) == 0 {
					done <- struct{}{}
				}
			}()
		}
	}()
	<-done
	_, err := expect("pings left", int(atomic.LoadInt64(&left)), 0)
	return size, err
}

// spawnMany: size goroutines are started by the main one; a countdown ends it.
func spawnMany(size int) (int, error) {
	done := make(chan struct{}, 1)
	left := int64(size)
	for i := 0; i < size; i++ {
		go func() {
			if atomic.AddInt64(&left, -1) == 0 {
				done <- struct{}{}
			}
		}()
	}
	<-done
	_, err := expect("tasks left", int(atomic.LoadInt64(&left)), 0)
	return size, err
}

// yieldMany: 200 goroutines yield size times each.
func yieldMany(size int) (int, error) {
	done := make(chan int, yieldingTasks)
	for i := 0; i < yieldingTasks; i++ {
		go func() {
			yields := 0
			for n := 0; n < size; n++ {
				runtime.Gosched()
				yields++
			}
			done <- yields
		}()
	}
	yields := 0
	for i := 0; i < yieldingTasks; i++ {
		yields += <-done
	}
	return expect("yields", yields, yieldingTasks*size)
}

// expect passes the count on when it is the one it must be.
func expect(what string, actual, expected int) (int, error) {
	if actual != expected {
		return 0, fmt.Errorf("%s: %d instead of %d", what, actual, expected)
	}
	return actual, nil
}
