package drive

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The tests drive the test binary itself: with "node" and a fault as arguments it is a node of the unwitnessed clock,
// and with "says" and lines it says these.
func TestMain(m *testing.M) {
	switch {
	case len(os.Args) == 3 && os.Args[1] == "node":
		serve(os.Args[2])
		return
	case len(os.Args) == 3 && os.Args[1] == "says":
		say(os.Args[2])
		return
	}
	os.Exit(m.Run())
}

// told is an input of a node.
type told struct {
	Type, Dir, ID, Body             string
	Number, Node, Nodes, Step, From int
	Threshold                       int `json:"message_threshold"`
	Restarted                       bool
}

// clock is a node of the unwitnessed clock (TLC §2.2).
type clock struct {
	told           // how it began
	fault          string
	step, sent     int
	waiting        bool
	seen           []int // by node: how many of its messages were received
	held           []told
	confirmed      int
	known, pattern []string
	swells         bool
}

func does(event string, members ...any) {
	line := map[string]any{"event": event}
	for k := 0; k < len(members); k += 2 {
		line[members[k].(string)] = members[k+1]
	}
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

// serve is the node.
func serve(fault string) {
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<20)
	c := &clock{}
	for in.Scan() {
		var t told
		if err := json.Unmarshal(in.Bytes(), &t); err != nil {
			panic(err)
		}
		c.input(t, fault, in.Text())
		if c.misbehaves(t) {
			continue
		}
		does("done", "number", t.Number, "again", fault != "once")
	}
}

// saying is what a process says in answer to one input: a line, so many times, and then others. Then it may end.
type saying struct {
	Line  string
	Times int
	Then  []string
	Ends  bool
}

// say answers each input as it is told to, whatever the input is, and those behind them with nothing.
func say(text string) {
	var answers []saying
	if err := json.Unmarshal([]byte(text), &answers); err != nil {
		panic(err)
	}
	in := bufio.NewScanner(os.Stdin)
	for _, a := range answers {
		if !in.Scan() {
			return
		}
		out := bufio.NewWriter(os.Stdout)
		for range a.Times {
			fmt.Fprintln(out, a.Line)
		}
		for _, line := range a.Then {
			fmt.Fprintln(out, line)
		}
		if out.Flush(); a.Ends {
			os.Exit(3)
		}
	}
	for in.Scan() {
	}
}

// misbehaves does what no node must, in the seventh input. It tells whether that was in place of being done.
func (c *clock) misbehaves(t told) bool {
	if c.swells {
		for range 1000 {
			does("resend", "id", c.known[0])
		}
	}
	if t.Number != 7 {
		return false
	}
	switch c.fault {
	case "hangs":
		exec.Command("sleep", "60").Run()
	case "dies":
		fmt.Fprintln(os.Stderr, "node: out of luck")
		os.Exit(4)
	case "floods":
		for {
			does("resend", "id", fmt.Sprintf("%d.1", c.Node))
		}
	case "binary":
		fmt.Println("\x00\x01\xfe\xff")
	case "long":
		fmt.Println(strings.Repeat("x", 1<<20))
	case "lies":
		does("receive", "id", "0.77")
	case "repeats":
		does("done", "number", t.Number)
	case "swells": // in each input from now on, and it is done in time
		c.swells = true
	case "again":
		does("resend", "id", "0.77")
	default:
		return false
	}
	return c.fault == "hangs" || c.fault == "binary"
}

func (c *clock) input(t told, fault, line string) {
	log := filepath.Join(c.Dir, "log")
	switch t.Type {
	case "init":
		*c = clock{told: t, fault: fault, waiting: true, seen: make([]int, t.Nodes)}
		if t.Restarted && fault != "forgets" {
			c.restore()
		}
		return
	case "propose":
		c.propose(t.Step)
	case "message":
		c.held = append(c.held, t)
		c.goOn()
	case "timeout":
		for _, id := range c.known {
			does("resend", "id", id)
		}
	}
	f, err := os.OpenFile(log, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		fmt.Fprintln(f, line)
		f.Close()
	}
}

// restore goes through its inputs once more, in silence.
func (c *clock) restore() {
	stdout := os.Stdout
	os.Stdout, _ = os.Open(os.DevNull)
	log, _ := os.ReadFile(filepath.Join(c.Dir, "log"))
	dir := c.Dir
	c.Dir = "/nowhere"
	for line := range strings.Lines(string(log)) {
		var t told
		json.Unmarshal([]byte(line), &t)
		c.input(t, c.fault, "")
	}
	c.Dir, os.Stdout = dir, stdout
}

func (c *clock) propose(step int) {
	c.waiting = false
	c.sent++
	body, _ := json.Marshal(c.seen)
	id := fmt.Sprintf("%d.%d", c.Node, c.sent)
	does("send", "kind", "raw", "id", id, "step", step, "body", string(body))
	does("receive", "id", id)
	c.known = append(c.known, id)
	c.seen[c.Node]++
	c.confirm()
	c.goOn()
}

// goOn receives what it can, in causal order.
func (c *clock) goOn() {
	for k := 0; k < len(c.held) && !c.waiting; k++ {
		m := c.held[k]
		var past []int
		json.Unmarshal([]byte(m.Body), &past)
		ready := past[m.From] == c.seen[m.From]
		for i := range past {
			ready = ready && (i == c.Node || c.seen[i] >= past[i])
		}
		if old := past[m.From] < c.seen[m.From]; !old && !ready {
			continue
		}
		c.held = slices.Delete(c.held, k, k+1)
		k = -1
		if ready && !(c.fault == "ignores" && m.From == 1 && c.step == 2) {
			c.receive(m)
		}
	}
}

func (c *clock) receive(m told) {
	does("receive", "id", m.ID)
	c.known = append(c.known, m.ID)
	c.seen[m.From]++
	c.pattern = append(c.pattern, fmt.Sprint(m.From))
	if m.Step == c.step {
		c.confirm()
	}
}

// confirm counts a message, and reaches the next step with enough of them. Some faults show here, one of them only if
// the last messages came from the others in a certain order.
func (c *clock) confirm() {
	c.confirmed++
	order := strings.Join(c.pattern[max(0, len(c.pattern)-9):], "")
	rare := c.fault == "rare" && c.Node == 0 && order == "112112212"
	if c.confirmed < c.Threshold-map[bool]int{true: 1}[c.fault == "early"] || rare {
		return
	}
	c.step, c.confirmed, c.waiting = c.step+1, 0, true
	does("advance", "step", c.step)
}

// soon fails a test whose nodes were waited for.
func soon(t *testing.T) {
	t.Helper()
	begun := time.Now()
	t.Cleanup(func() {
		if took := time.Since(begun); took > 30*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
