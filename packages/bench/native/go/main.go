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
	name string
	run  bench
	// Whether it answers bytes in place of operations.
	heap bool
}

var benches = []entry{
	{"script-layout", scriptLayout, false},
	{"chained-spawn", chainedSpawn, false},
	{"ping-pong", pingPong, false},
	{"spawn-many", spawnMany, false},
	{"yield-many", yieldMany, false},
	{"bounded-0", bounded(0), false},
	{"bounded-1", bounded(1), false},
	{"bounded-10", bounded(10), false},
	{"bounded-100", bounded(100), false},
	{"fan-in", fanIn, false},
	{"select-2-ready", select2Ready, false},
	{"select-1000-loop", select1000Loop, false},
	{"timers", timers, false},
	{"actor-script-layout", actorScriptLayout, false},
	{"actor-ask", actorAsk, false},
	{"actor-spawn", actorSpawn, false},
	{"actor-fan-out", actorFanOut, false},
	{"actor-fan-in", actorFanIn, false},
	{"actor-ring", actorRing, false},
	{"actor-fork-join", actorForkJoin, false},
	{"heap-per-task", heapOf, true},
	{"heap-per-actor", heapOfActors, true},
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
	if found.heap {
		bytes, err := found.run(size)
		fmt.Printf("{\"bytes\":%d,\"ops\":%d}\n", bytes, size)
		return err
	}
	start, ops := time.Now(), 0
	for i := 0; i < repeats; i++ {
		n, err := found.run(size)
		if err != nil {
			return err
		}
		ops += n
	}
	fmt.Printf("{\"ns\":%d,\"ops\":%d}\n", time.Since(start).Nanoseconds(), ops)
	return nil
}
