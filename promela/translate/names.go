package translate

import (
	"fmt"
	"strings"
)

// reserved words cannot name anything in a model: those of Promela, those of C (a variable of the model
// becomes one of pan.c), and the macros and variables of pan.c that a short Go name might meet.
const reserved = `
active assert atomic bit bool break byte c_code c_decl c_expr c_state c_track chan cond_expr d_proctype
d_step D_proctype do else empty enabled end eval false fi for full get_priority goto hidden if in init inline
int len local ltl mtype nempty never nfull notrace np_ od of pc_value pid print printf printm priority
proctype provided return run select set_priority short show skip timeout trace true typedef unless unsigned
xr xs _ _last _nr_pr _pid _priority always eventually until weakuntil release next implies equivalent
auto case char const continue default double enum extern float long register signed sizeof static struct
switch union void volatile while inline restrict main linux unix errno
now trpt tt II t boq depth From To Index uchar uint ushort ulong State Trail Trans P0 P1 P2 P3 this
accept progress self at`

// A namer gives every Go name a Promela identifier. Promela has one name space for types, variables,
// fields, inlines and macros, and macros and parameters of inlines replace words wherever they stand; so no two
// things share a name, except for parameters of different functions and fields of different records.
type namer struct {
	taken  map[string]bool // by anything but parameters
	params map[string]bool // by any parameter
	own    map[any]map[string]bool
	given  map[any]string
}

func newNamer() *namer {
	n := &namer{taken: map[string]bool{}, params: map[string]bool{}, own: map[any]map[string]bool{},
		given: map[any]string{}}
	for _, word := range strings.Fields(reserved) {
		n.taken[word] = true
	}
	return n
}

// name is the identifier of key: want if that is free, else want with a suffix. It is the same at every call.
func (n *namer) name(key any, want string) string {
	return n.give(key, want, n.taken, func(name string) bool { return n.taken[name] || n.params[name] })
}

// param is the identifier of a parameter of fn. All names of functions must have been given before.
func (n *namer) param(fn, key any, want string) string {
	if n.own[fn] == nil {
		n.own[fn] = map[string]bool{}
	}
	name := n.give(key, want, n.own[fn], func(name string) bool { return n.taken[name] || n.own[fn][name] })
	n.params[name] = true
	return name
}

func (n *namer) give(key any, want string, taken map[string]bool, used func(string) bool) string {
	if name, ok := n.given[key]; ok {
		return name
	}
	name := want
	for i := 2; used(name); i++ {
		name = fmt.Sprintf("%s_%d", want, i)
	}
	taken[name] = true
	n.given[key] = name
	return name
}

// plain reports whether a Go name is made of what Promela's identifiers are made of.
func plain(name string) bool {
	for _, r := range name {
		if r != '_' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') {
			return false
		}
	}
	return name != ""
}
