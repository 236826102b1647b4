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
}

const heap = "heap-per-task"

var benches = []entry{
	{"script-layout", scriptLayout},
	{"chained-spawn", chainedSpawn},
	{"ping-pong", pingPong},
	{"spawn-many", spawnMany},
	{"yield-many", yieldMany},
	{"bounded-0", bounded(0)},
	{"bounded-1", bounded(1)},
	{"bounded-10", bounded(10)},
	{"bounded-100", bounded(100)},
	{"fan-in", fanIn},
	{"select-2-ready", select2Ready},
	{"select-1000-loop", select1000Loop},
	{"timers", timers},
	{heap, nil},
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
	run, err := find(name)
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
		if err := round(run, size, repeats); err != nil {
			return err
		}
	}
	return lines.Err()
}

func find(name string) (bench, error) {
	for _, entry := range benches {
		if entry.name == name {
			return entry.run, nil
		}
	}
	return nil, fmt.Errorf("no benchmark is called %s; list names them", name)
}

func round(run bench, size, repeats int) error {
	if run == nil {
		bytes, err := heapOf(size)
		fmt.Printf("{\"bytes\":%d,\"ops\":%d}\n", bytes, size)
		return err
	}
	start, ops := time.Now(), 0
	for i := 0; i < repeats; i++ {
		n, err := run(size)
		if err != nil {
			return err
		}
		ops += n
	}
	fmt.Printf("{\"ns\":%d,\"ops\":%d}\n", time.Since(start).Nanoseconds(), ops)
	return nil
}
