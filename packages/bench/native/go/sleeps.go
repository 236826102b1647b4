// What a sleep costs: time of the processor, since a sleep takes its time whoever implements it.
package main

import (
	"syscall"
	"time"
)

// The timers that are not due, started by the first round.
var live []*time.Timer

// sleepBeside answers a bench in which a goroutine sleeps 1 ms size times, beside others that are not due.
func sleepBeside(others int) bench {
	return func(size int) (int, error) {
		for n := len(live); n < others; n++ {
			live = append(live, time.NewTimer(delay(n)))
		}
		slept := make(chan int)
		go func() {
			for n := 0; n < size; n++ {
				time.Sleep(time.Millisecond)
			}
			slept <- size
		}()
		return expect("sleeps", <-slept, size)
	}
}

// used answers the time in ns that the threads of this process have used.
func used() int64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return usage.Utime.Nano() + usage.Stime.Nano()
}
