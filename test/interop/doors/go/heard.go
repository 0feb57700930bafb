// Streams, of which one can wait for things and for none.

package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"sync"
	"time"
)

// heard is a stream that is read as it comes, so that one can wait for things and for none.
type heard struct {
	mu     sync.Mutex
	things []string
	code   string
	news   chan struct{}
	cancel context.CancelFunc
}

type receiver[T any] interface{ Recv() (*T, error) }

// hear opens a stream and reads it until it ends.
func hear[T any, R receiver[T]](open func(context.Context) (R, error), show func(*T) string) *heard {
	ctx, cancel := context.WithCancel(context.Background())
	h := &heard{news: make(chan struct{}), cancel: cancel}
	stream := must(open(ctx))
	go func() {
		for {
			thing, err := stream.Recv()
			if errors.Is(err, io.EOF) {
				h.note(func() { h.code = "OK" })
				return
			}
			if err != nil {
				h.note(func() { h.code = codeOf(err) })
				return
			}
			h.note(func() { h.things = append(h.things, show(thing)) })
		}
	}()
	return h
}

func (h *heard) note(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	close(h.news)
	h.news = make(chan struct{})
}

// until waits until it is true of the stream, or for as long as that.
func (h *heard) until(isTrue func() bool, longest time.Duration) bool {
	late := time.After(longest)
	for {
		h.mu.Lock()
		done, news := isTrue(), h.news
		h.mu.Unlock()
		if done {
			return true
		}
		select {
		case <-news:
		case <-late:
			return false
		}
	}
}

// first is the first so many things, or what came of them within the deadline.
func (h *heard) first(count int) []string {
	h.until(func() bool { return len(h.things) >= count || h.code != "" }, patience)
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Clone(h.things[:min(count, len(h.things))])
}

// count is how many things have come.
func (h *heard) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.things)
}

// has says whether the thing comes within the time.
func (h *heard) has(thing string, longest time.Duration) bool {
	return h.until(func() bool { return slices.Contains(h.things, thing) }, longest)
}

// ended is the name of the code that it ended with; nil while it is open.
func (h *heard) ended(longest time.Duration) any {
	if h.until(func() bool { return h.code != "" }, longest) {
		return h.code
	}
	return nil
}

// last is the end of a list, or nothing.
func last(things []string) []string {
	return things[max(0, len(things)-1):]
}

// ends are the codes that the streams end with, each once.
func ends(streams ...*heard) []any {
	codes := []any{}
	for _, stream := range streams {
		if code := stream.ended(patience); !slices.Contains(codes, code) {
			codes = append(codes, code)
		}
	}
	return codes
}
