// The Go peer: `program BENCH` runs that benchmark once for every line `SIZE REPEATS` on standard input
// and answers with one JSON line. `program list` names the benchmarks it has.
//
// Two processors at most, as the Tokio peer has two worker threads.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"
)

// A bench runs once with one size; it answers how many operations that was, or what was wrong with the result.
type bench func(size int) (int, error)

type entry struct {
	name    string
	run     bench
	measure measure
}

// What counts: elapsed time, the time of the processor, or the bytes that the bench answers in place of operations.
type measure int

const (
	elapsed measure = iota
	processor
	heap
)

var benches = []entry{
	{"script-layout", scriptLayout, elapsed},
	{"chained-spawn", chainedSpawn, elapsed},
	{"ping-pong", pingPong, elapsed},
	{"spawn-many", spawnMany, elapsed},
	{"yield-many", yieldMany, elapsed},
	{"bounded-0", bounded(0), elapsed},
	{"bounded-1", bounded(1), elapsed},
	{"bounded-10", bounded(10), elapsed},
	{"bounded-100", bounded(100), elapsed},
	{"fan-in", fanIn, elapsed},
	{"select-2-ready", select2Ready, elapsed},
	{"select-1000-loop", select1000Loop, elapsed},
	{"timers", timers, elapsed},
	{"timers-1000", timers, elapsed},
	{"sleep-beside-1000", sleepBeside(1000), processor},
	{"sleep-beside-1000000", sleepBeside(1_000_000), processor},
	{"actor-script-layout", actorScriptLayout, elapsed},
	{"actor-ask", actorAsk, elapsed},
	{"actor-spawn", actorSpawn, elapsed},
	{"actor-fan-out", actorFanOut, elapsed},
	{"actor-fan-in", actorFanIn, elapsed},
	{"actor-ring", actorRing, elapsed},
	{"actor-fork-join", actorForkJoin, elapsed},
	{"heap-per-task", heapOf, heap},
	{"heap-per-actor", heapOfActors, heap},
}

func main() {
	name := strings.Join(os.Args[1:], " ")
	if name == "list" {
		for _, entry := range benches {
			fmt.Println(entry.name)
		}
		return
	}
	runtime.GOMAXPROCS(2)
	if err := answer(name); err != nil {
		fmt.Printf("{\"error\":%q}\n", err.Error())
		os.Exit(1)
	}
}

// answer runs every round until the input ends.
func answer(name string) error {
	found, err := find(name)
	if err != nil {
		return err
	}
	fmt.Printf("{\"version\":%q}\n", strings.TrimPrefix(runtime.Version(), "go"))
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var size, repeats int
		if _, err := fmt.Sscanf(lines.Text(), "%d %d", &size, &repeats); err != nil {
			return fmt.Errorf("a round is 'SIZE REPEATS', not '%s'", lines.Text())
		}
		if err := round(found, size, repeats); err != nil {
			return err
		}
	}
	return lines.Err()
}

func find(name string) (entry, error) {
	for _, entry := range benches {
		if entry.name == name {
			return entry, nil
		}
	}
	return entry{}, fmt.Errorf("no benchmark is called %s; list names them", name)
}

func round(found entry, size, repeats int) error {
	if found.measure == heap {
		bytes, err := found.run(size)
		fmt.Printf("{\"bytes\":%d,\"ops\":%d}\n", bytes, size)
		return err
	}
	if found.measure == processor {
		if _, err := found.run(1); err != nil { // what a first round sets up is not part of it
			return err
		}
	}
	start, startUsed, ops := time.Now(), used(), 0
	for i := 0; i < repeats; i++ {
		n, err := found.run(size)
		if err != nil {
			return err
		}
		ops += n
	}
	ns := time.Since(start).Nanoseconds()
	if found.measure == processor {
		ns = used() - startUsed
	}
	fmt.Printf("{\"ns\":%d,\"ops\":%d}\n", ns, ops)
	return nil
}
