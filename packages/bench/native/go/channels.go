// Messages: request and reply, producer and consumer, many senders.
package main

const senders = 100

type layout struct {
	width int
	reply chan int
}

// scriptLayout: size calls from a script goroutine to a layout goroutine. Each makes a channel for its one answer,
// with room for it, as is usual in Go where the answering side must not wait.
func scriptLayout(size int) (int, error) {
	requests, total := make(chan layout), make(chan int)
	go func() {
		for request := range requests {
			request.reply <- request.width
		}
	}()
	go func() {
		sum := 0
		for width := 0; width < size; width++ {
			answer := make(chan int, 1)
			requests <- layout{width, answer}
			sum += <-answer
		}
		close(requests)
		total <- sum
	}()
	_, err := expect("sum of answers", <-total, sumBelow(size))
	return size, err
}

// bounded: a producer sends size messages to a consumer through a channel with room for capacity.
func bounded(capacity int) bench {
	return func(size int) (int, error) {
		messages, total := make(chan int, capacity), make(chan int)
		go func() {
			for n := 0; n < size; n++ {
				messages <- n
			}
			close(messages)
		}()
		go sumAll(messages, total)
		_, err := expect("sum of messages", <-total, sumBelow(size))
		return size, err
	}
}

// fanIn: 100 senders with size messages each, one receiver. Go has no unbounded channel; this one never fills up.
func fanIn(size int) (int, error) {
	messages, total, left := make(chan int, senders*size), make(chan int), make(chan struct{}, senders)
	for i := 0; i < senders; i++ {
		go func() {
			for n := 0; n < size; n++ {
				messages <- n
			}
			left <- struct{}{}
		}()
	}
	go func() {
		for i := 0; i < senders; i++ {
			<-left
		}
		close(messages)
	}()
	go sumAll(messages, total)
	_, err := expect("sum of messages", <-total, senders*sumBelow(size))
	return senders * size, err
}

func sumAll(messages <-chan int, total chan<- int) {
	sum := 0
	for n := range messages {
		sum += n
	}
	total <- sum
}

func sumBelow(n int) int { return n * (n - 1) / 2 }
