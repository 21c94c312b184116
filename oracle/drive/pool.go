package drive

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"quesera/internal/child"
	"quesera/internal/traceformat"
	"quesera/oracle/lockstep"
)

// A Pool starts the processes of nodes, and ends them.
type Pool struct {
	Args     []string      // the program and its arguments
	Deadline time.Duration // for each input
	InFlight int           // packets that there may be at a time; 0: a million
	Fresh    bool          // start each node as a process of its own, even if another could begin anew

	// Record is told of every line to and from a node, line feed included; nil: nobody asks.
	Record func(node traceformat.Node, toNode bool, line []byte)

	ctx    context.Context
	root   string // the folder of all that nodes write
	remove func()
	runs   int
	idle   []*process
	busy   map[*process]bool
}

// Open is to be called first. All processes end with the context. Close it.
func (p *Pool) Open(ctx context.Context) (err error) {
	p.ctx, p.busy = ctx, map[*process]bool{}
	p.root, p.remove, err = child.Folder("quesera-drive-")
	return err
}

// mark is a variable in the environment of all processes of this pool, and of all that they start.
func (p *Pool) mark() string { return "QUESERA_DRIVE=" + p.root }

// Close ends all processes with all that they started, and removes what they wrote.
func (p *Pool) Close() {
	p.end()
	for _, n := range p.idle {
		n.talk.Close()
	}
	p.idle = nil
	child.KillMarked(p.mark())
	p.remove()
}

// end ends the processes of a run that did not come to its end.
func (p *Pool) end() {
	for n := range p.busy {
		n.talk.Close()
	}
	clear(p.busy)
}

// folder makes the folder of a run.
func (p *Pool) folder() (string, error) {
	p.runs++
	dir := filepath.Join(p.root, fmt.Sprint(p.runs))
	return dir, os.Mkdir(dir, 0o700)
}

// A process is one process, and the node that it is now.
type process struct {
	pool   *Pool
	talk   *child.Talk
	node   traceformat.Node
	dir    string
	header traceformat.Header
	inputs uint64 // that it was told
	again  bool   // it can begin anew
}

// get is a process that begins as a node when it is told so.
func (p *Pool) get(node traceformat.Node, h traceformat.Header, dir string) (*process, error) {
	n := &process{pool: p}
	if last := len(p.idle) - 1; last >= 0 && !p.Fresh {
		n = p.idle[last]
		p.idle = p.idle[:last]
	} else if err := n.start(); err != nil {
		return nil, err
	}
	n.node, n.header = node, h
	n.dir = filepath.Join(dir, fmt.Sprint(node))
	p.busy[n] = true
	return n, os.Mkdir(n.dir, 0o700)
}

// put takes a process back.
func (p *Pool) put(n *process) {
	delete(p.busy, n)
	if n.again && !p.Fresh {
		p.idle = append(p.idle, n)
		return
	}
	n.talk.Close()
}

func (n *process) start() (err error) {
	n.talk, err = child.Program{Args: n.pool.Args, Env: []string{n.pool.mark()}}.Talk(n.pool.ctx)
	return err
}

// restart kills the process, and has another one go on from what the first has written into its folder. Where
// processes are used again, one that can begin anew does so in place of that.
func (n *process) restart() error {
	if n.again && !n.pool.Fresh {
		return nil
	}
	n.talk.Close()
	if err := n.start(); err != nil {
		delete(n.pool.busy, n)
		return err
	}
	return nil
}

// The most that a node writes in answer to one input.
const (
	mostLines  = 1 << 14
	mostOctets = 8 << 20
)

// tell tells the node an input, whose line is made for its number, and hands on what it writes until it is done.
func (n *process) tell(line func(input uint64) []byte, take func(lockstep.Reaction)) error {
	n.inputs++
	before := time.Now().Add(n.pool.Deadline)
	said := line(n.inputs)
	n.record(true, said)
	if err := n.talk.Say(said, before); err != nil {
		return err
	}
	octets := 0
	for range mostLines {
		heard, err := n.talk.Hear(before)
		if err != nil {
			return err
		}
		n.record(false, heard)
		if octets += len(heard); octets > mostOctets {
			break
		}
		r, err := lockstep.ReadReaction(n.header, n.node, heard)
		if err != nil {
			return fmt.Errorf("writes %.60q, which is no message: %w", heard, err)
		}
		if r.Kind != lockstep.IsDone {
			take(r)
			continue
		}
		if r.Number != n.inputs {
			return fmt.Errorf("is done with input %d, want %d", r.Number, n.inputs)
		}
		n.again = r.Again
		return nil
	}
	return fmt.Errorf("writes more than %d lines or %d octets, and is not done", mostLines, mostOctets)
}

// record tells whoever records the session of a line.
func (n *process) record(toNode bool, line []byte) {
	if n.pool.Record != nil {
		n.pool.Record(n.node, toNode, line)
	}
}
