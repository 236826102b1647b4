// Select: between two channels that are ready, and among a thousand.
package main

import "reflect"

const selectedChannels = 1000

// select2Ready: both channels hold a message; what is taken goes back.
func select2Ready(size int) (int, error) {
	a, b := make(chan int, 1), make(chan int, 1)
	a <- 1
	b <- 1
	total := make(chan int)
	go func() {
		sum := 0
		for i := 0; i < size; i++ {
			select {
			case n := <-a:
				sum += n
				a <- n
			case n := <-b:
				sum += n
				b <- n
			}
		}
		total <- sum
	}()
	_, err := expect("sum of messages", <-total, size)
	return size, err
}

// select1000Loop: a number of cases that is not written out needs reflect.Select, which enters and leaves them all each time.
func select1000Loop(size int) (int, error) {
	channels := make([]chan int, selectedChannels)
	cases := make([]reflect.SelectCase, selectedChannels)
	for i := range channels {
		channels[i] = make(chan int, 1)
		cases[i] = reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(channels[i])}
	}
	go func() {
		for n := 0; n < size; n++ {
			channels[n*7919%selectedChannels] <- n
		}
	}()
	total := make(chan int)
	go func() {
		sum := 0
		for n := 0; n < size; n++ {
			_, value, _ := reflect.Select(cases)
			sum += int(value.Int())
		}
		total <- sum
	}()
	_, err := expect("sum of messages", <-total, sumBelow(size))
	return size, err
}
