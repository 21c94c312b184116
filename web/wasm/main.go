//go:build js

// Command wasm is what the page of the explorer runs: it gives the page one object, quesera, which answers questions.
package main

import (
	"sync"
	"syscall/js"
	"time"

	"quesera/spec/explore"
	"quesera/web/ask"
)

func main() {
	var asking sync.Mutex // one question at a time: a search lets others in while it waits
	guide := &ask.Guide{}
	var stop chan struct{}
	answer := func(_ js.Value, args []js.Value) any {
		return string(guide.Answer([]byte(args[0].String())))
	}
	search := func(_ js.Value, args []js.Value) any {
		question, watch, end := []byte(args[0].String()), args[1], args[2]
		here := make(chan struct{})
		stop = here
		go func() {
			asking.Lock()
			defer asking.Unlock()
			searching := &ask.Guide{Stop: here, Watch: func(p explore.Progress) {
				watch.Invoke(p.States, p.Depth)
				time.Sleep(time.Millisecond) // the page shows it, and may stop the search
			}}
			end.Invoke(string(searching.Answer(question)))
		}()
		return nil
	}
	stopSearch := func(js.Value, []js.Value) any {
		if stop != nil {
			close(stop)
			stop = nil
		}
		return nil
	}
	js.Global().Set("quesera", map[string]any{"answer": js.FuncOf(answer), "search": js.FuncOf(search),
		"stop": js.FuncOf(stopSearch)})
	js.Global().Call("queseraIsReady")
	select {}
}
