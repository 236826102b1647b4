// What waiting costs: timers that are started and stopped, and the memory of goroutines that wait.
package main

import (
	"errors"
	"runtime"
	"sync"
	"time"
)

const (
	spreadMs = 3_600_000
	// Far enough ahead that none fires while the others are started.
	firstMs = 3_600_000
	// Coprime with spreadMs, so that the deadlines come in no order and cover the hour evenly.
	strideMs = 7_919
)

// timers: size of them spread over an hour are started, all live at once, and then stopped.
func timers(size int) (int, error) {
	all := make([]*time.Timer, size)
	for n := range all {
		all[n] = time.NewTimer(delay(n))
	}
	stopped := 0
	for _, timer := range all {
		if timer.Stop() {
			stopped++
		}
	}
	return expect("timers stopped", stopped, size)
}

func delay(n int) time.Duration {
	return time.Duration(firstMs+n*strideMs%spreadMs) * time.Millisecond
}

// heapOf answers the bytes, heap and stacks, that size goroutines hold which all wait for one gate.
// Collects first, so that a free goroutine left by an earlier round is the only thing that can be used again.
func heapOf(size int) (int, error) {
	gate := make(chan struct{})
	var arrived, ended sync.WaitGroup
	arrived.Add(size)
	ended.Add(size)
	before := inUse()
	for i := 0; i < size; i++ {
		go func() {
			arrived.Done()
			<-gate
			ended.Done()
		}()
	}
	arrived.Wait()
	waiting := inUse()
	close(gate)
	ended.Wait()
	if waiting <= before {
		return 0, errors.New("idle goroutines hold no memory, which cannot be")
	}
	return int(waiting - before), nil
}

func inUse() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc + stats.StackInuse
}
