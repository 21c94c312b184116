package script

import (
	"fmt"
	"strconv"
	"strings"

	"quesera/model"
)

// Args are what the names of a form stand for in one line.
type Args struct {
	values map[string]string
	err    error // the first
}

// Reject says that the event cannot happen. The script then fails at this line, whatever it expects.
func (a *Args) Reject(format string, args ...any) {
	if a.err == nil {
		a.err = fmt.Errorf(format, args...)
	}
}

// Word is the word itself.
func (a *Args) Word(name string) string { return a.values[name] }

// Int is a number from 0 on.
func (a *Args) Int(name string) int { return a.number(name, a.values[name]) }

// Node is one of n nodes.
func (a *Args) Node(name string, n int) model.NodeID { return a.node(name, a.Int(name), n) }

// Ints are the numbers of a list such as [3 2] or {0 1}.
func (a *Args) Ints(name string) []int {
	var list []int
	for word := range strings.FieldsSeq(strings.Trim(a.values[name], "{}[]")) {
		list = append(list, a.number(name, word))
	}
	return list
}

// Nodes are some of n nodes.
func (a *Args) Nodes(name string, n int) []model.NodeID {
	var nodes []model.NodeID
	for _, i := range a.Ints(name) {
		nodes = append(nodes, a.node(name, i, n))
	}
	return nodes
}

func (a *Args) number(name, word string) int {
	n, err := strconv.ParseUint(word, 10, 31)
	if err != nil {
		a.Reject("%s = %q, want a number", name, word)
	}
	return int(n)
}

func (a *Args) node(name string, i, n int) model.NodeID {
	if i >= n {
		a.Reject("%s = %d, want a node below %d", name, i, n)
		return 0
	}
	return model.NodeID(i)
}
