// Actors as goroutines: each owns its state and a channel as mailbox, and ends when that is closed or its work is done.
package main

import (
	"errors"
	"time"
)

const (
	actors = 1000
	// Go has no unbounded channel: a sender waits when an actor has not taken this many messages.
	mailboxRoom = 16
	askLimit    = 5 * time.Second
)

type request struct {
	width  int
	script chan<- int
}

// actorScriptLayout: size calls from a script actor to a layout actor, which answers into the script's mailbox.
func actorScriptLayout(size int) (int, error) {
	requests, answers, total := make(chan request, mailboxRoom), make(chan int, mailboxRoom), make(chan int)
	go func() {
		for request := range requests {
			request.script <- request.width
		}
	}()
	go func() {
		sum := 0
		for width := 0; width < size; width++ {
			requests <- request{width, answers}
			sum += <-answers
		}
		close(requests)
		total <- sum
	}()
	_, err := expect("sum of answers", <-total, sumBelow(size))
	return size, err
}

// actorAsk: size asks, one after the other: a channel for each answer, and a timer that is stopped when it comes.
func actorAsk(size int) (int, error) {
	requests, total := make(chan layout, mailboxRoom), make(chan int)
	go func() {
		for request := range requests {
			request.reply <- request.width
		}
	}()
	go func() {
		sum := 0
		for width := 0; width < size; width++ {
			answer, limit := make(chan int, 1), time.NewTimer(askLimit)
			requests <- layout{width, answer}
			select {
			case got := <-answer:
				sum += got
			case <-limit.C:
			}
			limit.Stop()
		}
		close(requests)
		total <- sum
	}()
	_, err := expect("sum of answers", <-total, sumBelow(size))
	return size, err
}

// actorSpawn: size actors are started, then each is told once and tells a counter how often it was told.
func actorSpawn(size int) (int, error) {
	counts, total := make(chan int, mailboxRoom), make(chan int)
	go func() {
		count := 0
		for count < size {
			count += <-counts
		}
		total <- count
	}()
	mailboxes := make([]chan struct{}, size)
	for n := range mailboxes {
		mailboxes[n] = make(chan struct{}, mailboxRoom)
		go tellAll(mailboxes[n], counts)
	}
	for _, mailbox := range mailboxes {
		mailbox <- struct{}{}
	}
	count := <-total
	for _, mailbox := range mailboxes {
		close(mailbox)
	}
	return expect("actors told", count, size)
}

func tellAll(mailbox <-chan struct{}, counts chan<- int) {
	told := 0
	for range mailbox {
		told++
		counts <- told
	}
}

// actorFanOut: an actor tells 1,000 actors, size rounds; each tells at its last message how many it had.
func actorFanOut(size int) (int, error) {
	counts := make(chan int, mailboxRoom)
	targets := make([]chan struct{}, actors)
	for n := range targets {
		targets[n] = make(chan struct{}, mailboxRoom)
		go func(mailbox <-chan struct{}) {
			count := 0
			for count < size {
				<-mailbox
				count++
			}
			counts <- count
		}(targets[n])
	}
	go func() {
		for round := 0; round < size; round++ {
			for _, target := range targets {
				target <- struct{}{}
			}
		}
	}()
	sum := 0
	for range targets {
		sum += <-counts
	}
	return expect("messages", sum, actors*size)
}

// actorFanIn: 100 actors tell one actor size messages each, when they are told to start.
func actorFanIn(size int) (int, error) {
	messages, total := make(chan int, mailboxRoom), make(chan int)
	go func() {
		sum := 0
		for n := 0; n < senders*size; n++ {
			sum += <-messages
		}
		total <- sum
	}()
	for i := 0; i < senders; i++ {
		start := make(chan struct{}, mailboxRoom)
		go func() {
			for range start {
				for n := 0; n < size; n++ {
					messages <- n
				}
			}
		}()
		start <- struct{}{}
		close(start)
	}
	_, err := expect("sum of messages", <-total, senders*sumBelow(size))
	return senders * size, err
}

// actorRing: a message goes round a ring of 1,000 actors until it has made size hops.
func actorRing(size int) (int, error) {
	done := make(chan int)
	first := make(chan int, mailboxRoom)
	mailbox := first
	for n := 1; n < actors; n++ {
		next := make(chan int, mailboxRoom)
		go hop(mailbox, next, size, done)
		mailbox = next
	}
	go hop(mailbox, first, size, done)
	first <- 0
	return expect("hops", <-done, size)
}

// hop ends by closing the mailbox of the next actor, and so all around.
func hop(mailbox <-chan int, next chan<- int, size int, done chan<- int) {
	defer close(next)
	for hops := range mailbox {
		if hops == size {
			done <- hops
			return
		}
		next <- hops + 1
	}
}

// actorForkJoin: an actor spawns two that spawn two, depth levels deep; each tells its parent how many they are, and ends.
func actorForkJoin(depth int) (int, error) {
	root := make(chan int, mailboxRoom)
	go node(depth, root)
	return expect("actors", <-root, 2<<depth-1)
}

func node(depth int, parent chan<- int) {
	sum := 1
	if depth > 0 {
		mailbox := make(chan int, mailboxRoom)
		go node(depth-1, mailbox)
		go node(depth-1, mailbox)
		sum += <-mailbox + <-mailbox
	}
	parent <- sum
}

// heapOfActors answers the bytes, heap and stacks, that size actors hold which all wait for a message.
func heapOfActors(size int) (int, error) {
	before := inUse()
	counts := make(chan int, mailboxRoom)
	mailboxes := make([]chan struct{}, size)
	for n := range mailboxes {
		mailboxes[n] = make(chan struct{}, mailboxRoom)
		go func(mailbox <-chan struct{}) {
			counts <- 1
			tellAll(mailbox, counts)
		}(mailboxes[n])
	}
	for range mailboxes {
		<-counts
	}
	waiting := inUse()
	for _, mailbox := range mailboxes {
		mailbox <- struct{}{}
		<-counts
		close(mailbox)
	}
	if waiting <= before {
		return 0, errors.New("idle actors hold no memory, which cannot be")
	}
	return int(waiting - before), nil
}
