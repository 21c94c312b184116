package judge

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"quesera/linearizability/history"
	"quesera/spec"
)

// parse reads a history in short: words separated by spaces, each an event. "1w5" is client 1 that calls w with 5, "1:"
// its return without a value, "1:7" with 7, "1!" that it failed, "1?" that it gave up. A list is [1,2].
func parse(t testing.TB, short string) *history.History {
	t.Helper()
	b := history.NewBuilder(history.Usual())
	last := map[string]string{}
	for k, word := range strings.Fields(short) {
		process, rest := word[:1], word[1:]
		e := history.Event{Process: process, Line: k + 1}
		switch rest[0] {
		case ':', '!', '?':
			e.Type = map[byte]history.Type{':': history.OK, '!': history.Fail, '?': history.Info}[rest[0]]
			e.F = last[process]
			e.Value = value(rest[1:])
		default:
			f, argument, _ := strings.Cut(rest, "=")
			f, key, keyed := strings.Cut(f, "@")
			if keyed {
				e.Key = value(key)
			}
			e.F, e.Value = f, value(argument)
			last[process] = f
		}
		if err := b.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	return b.Finish()
}

// value is a number, a word, or a list of these.
func value(text string) history.Value {
	inside, isList := strings.CutPrefix(text, "[")
	switch {
	case text == "":
		return history.Value{}
	case !isList:
		return history.Of(text)
	}
	list := history.Value{Kind: history.List}
	depth, from := 0, 0
	inside = strings.TrimSuffix(inside, "]")
	for k := 0; k <= len(inside); k++ {
		if k == len(inside) || inside[k] == ',' && depth == 0 {
			if k > from {
				list.Items = append(list.Items, value(inside[from:k]))
			} else if k > 0 {
				list.Items = append(list.Items, history.Value{})
			}
			from = k + 1
			continue
		}
		switch inside[k] {
		case '[':
			depth++
		case ']':
			depth--
		}
	}
	return list
}

// cases are histories of each object, good and bad.
var cases = []struct {
	name, object, short string
	holds               bool
}{
	{"a read of nothing", "register", "1read 1:", true},
	{"a read of what was written", "register", "1write=5 1: 2read 2:5", true},
	{"a stale read", "register", "1write=5 1: 2read 2:", false},
	{"an old read beside the write", "register", "1write=5 2read 2: 1:", true},
	{"a read of a write that has not returned", "register", "1write=5 2read 2:5 1:", true},
	{"old after new", "register", "1write=5 2read 2:5 3read 3: 1:", false},
	{"a read of what nobody wrote", "register", "1write=5 1: 2read 2:6", false},
	{"an open write that takes effect late", "register", "1write=5 1? 2read 2: 2read 2:5", true},
	{"an open write that takes effect and vanishes", "register", "1write=5 1? 2read 2:5 2read 2:", false},
	{"a failed write that is read", "register", "1write=5 1! 2read 2:5", false},
	{"a read that failed, of anything", "register", "1write=5 1: 2read 2!", true},
	{"a compare-and-set that finds", "register", "1write=5 1: 2cas=[5,6] 2: 1read 1:6", true},
	{"one that finds what is not there", "register", "1write=5 1: 2cas=[4,6] 2:true", false},
	{"one that does not find", "register", "1write=5 1: 2cas=[4,6] 2:false", true},
	{"one that does not find what is there", "register", "1write=5 1: 2cas=[5,6] 2:false", false},
	{"one that reads late", "register", "1write=5 1: 2cas=[5,6] 3cas=[5,7] 2:true 3:true", false},
	{"keys apart", "register", "1write@1=5 1: 2read@2 2: 2read@1 2:5", true},
	{"one key of two is wrong", "register", "1write@1=5 1: 2write@2=6 2: 2read@2 2:5", false},
	{"a queue in order", "queue", "1enqueue=1 1: 1enqueue=2 1: 2dequeue 2:1 2dequeue 2:2 2dequeue 2:", true},
	{"a queue out of order", "queue", "1enqueue=1 1: 1enqueue=2 1: 2dequeue 2:2", false},
	{"two that come together", "queue", "1enqueue=1 2enqueue=2 1: 2: 3dequeue 3:2 3dequeue 3:1", true},
	{"a value taken twice", "queue", "1enqueue=1 1: 2dequeue 2:1 3dequeue 3:1", false},
	{"a value lost", "queue", "1enqueue=1 1: 2dequeue 2:", false},
	{"a value that an open call took", "queue", "1enqueue=1 1: 2dequeue 2? 3dequeue 3:", true},
	{"a drain", "queue", "1enqueue=1 1: 1enqueue=2 1: 2drain 2:[1,2] 3dequeue 3:", true},
	{"a drain out of order", "queue", "1enqueue=1 1: 1enqueue=2 1: 2drain 2:[2,1]", false},
	{"a bag out of order", "bag", "1enqueue=1 1: 1enqueue=2 1: 2dequeue 2:2 2dequeue 2:1 2dequeue 2:", true},
	{"a bag that loses", "bag", "1enqueue=1 1: 1enqueue=2 1: 2dequeue 2:2 2dequeue 2:", false},
	{"a bag that loses to an open call", "bag", "1enqueue=1 1: 1enqueue=2 1: 3dequeue 3? 2dequeue 2:2 " +
		"2dequeue 2:", true},
	{"a bag in which an open call takes one alone", "bag", "1enqueue=1 1: 1enqueue=2 1: 3dequeue 3? 2dequeue 2:", false},
	{"a bag with the same twice", "bag", "1enqueue=1 1: 1enqueue=1 1: 2dequeue 2:1 2dequeue 2:1 2dequeue 2:", true},
	{"a drained bag", "bag", "1enqueue=1 1: 1enqueue=2 1: 1enqueue=1 1: 2drain 2:[2,1,1] 2dequeue 2:", true},
	{"a bag drained of too much", "bag", "1enqueue=1 1: 2drain 2:[1,1]", false},
	{"a bag drained of too little", "bag", "1enqueue=1 1: 1enqueue=2 1: 2drain 2:[1]", false},
	{"a bag drained of what an open call left", "bag", "1enqueue=1 1: 1enqueue=2 1: 3dequeue 3? 2drain 2:[1]", true},
	{"a set", "set", "1add=1 1: 2add=2 2: 3read 3:[2,1] 1add=1 1: 3read 3:[1,2]", true},
	{"a set that loses", "set", "1add=1 1: 2add=2 2: 3read 3:[2]", false},
	{"a set with one twice", "set", "1add=1 1: 2add=2 2: 3read 3:[1,1]", false},
	{"a set with what nobody added", "set", "1add=1 1: 3read 3:[1,3]", false},
	{"a set read beside", "set", "1add=1 3read 3:[1] 4read 4:[1] 1:", true},
	{"a set that forgets", "set", "1add=1 3read 3:[1] 4read 4:[] 1:", false},
	{"a log", "log", "1append=5 1:0 2append=6 2:1 3read 3:[5,6]", true},
	{"a log out of order", "log", "1append=5 1: 2append=6 2: 3read 3:[6,5]", false},
	{"a log with a hole", "log", "1append=5 1: 2append=6 2: 3read 3:[6]", false},
	{"a log with one twice", "log", "1append=5 1: 3read 3:[5,5]", false},
	{"a wrong place", "log", "1append=5 1:1", false},
	{"an empty log", "log", "3read 3:[] 3read 3:", true},
	{"a mutex", "mutex", "1acquire 1: 1release 1: 2acquire 2:", true},
	{"a mutex taken twice", "mutex", "1acquire 1: 2acquire 2:", false},
	{"a mutex freed twice", "mutex", "1acquire 1: 1release 1: 2release 2:", false},
	{"a mutex that an open call freed", "mutex", "1acquire 1: 1release 1? 2acquire 2:", true},
	{"an open acquire that did not take it", "mutex", "1acquire 1: 2acquire 2? 1release 1: 3acquire 3:", true},
	{"a store", "store", `1put="a" 1: 2append="b" 2: 3get 3:"ab" 1put="c" 1: 3get 3:"c"`, true},
	{"a store that loses", "store", `1put="a" 1: 2append="b" 2: 3get 3:"a"`, false},
	{"an empty store", "store", `3get 3:"" 3get 3:`, true},
	{"a payment", "ledger", "1transfer=[a,b,1] 1:true 2balance=a 2:1 2balance=b 2:1 2transfer=[a,c,1] 2:true", true},
	{"a double spend", "ledger", "1transfer=[a,b,2] 1:true 2transfer=[a,c,2] 2:true", false},
	{"a double spend beside", "ledger", "1transfer=[a,b,2] 2transfer=[a,c,2] 1:true 2:true", false},
	{"one of two is refused", "ledger", "1transfer=[a,b,2] 2transfer=[a,c,2] 1:false 2:true", true},
	{"a payment to oneself", "ledger", "1transfer=[a,a,2] 1:true 2balance=a 2:2", true},
	{"refused without need", "ledger", "1transfer=[a,b,1] 1:false", false},
	{"a wrong balance", "ledger", "1transfer=[a,b,1] 1:true 2balance=b 2:0", false},
	{"no such account", "ledger", "1transfer=[a,x,1] 1:false 2balance=x 2:", true},
	{"transactions", "txn", "1txn=[[w,x,1],[append,y,2]] 1:[[w,x,1],[append,y,2]] 2txn=[[r,y,],[r,x,]] " +
		"2:[[r,y,[2]],[r,x,1]]", true},
	{"half of a transaction", "txn", "1txn=[[w,x,1],[w,y,2]] 1:[[w,x,1],[w,y,2]] 2txn=[[r,x,],[r,y,]] " +
		"2:[[r,x,1],[r,y,]]", false},
	{"half of an open transaction", "txn", "1txn=[[w,x,1],[w,y,2]] 1? 2txn=[[r,x,],[r,y,]] 2:[[r,x,1],[r,y,]]", false},
	{"a transaction reads its own", "txn", "1txn=[[w,x,1],[r,x,]] 1:[[w,x,1],[r,x,1]] 2txn=[[append,z,4]] 2: ", true},
	{"an append is lost", "txn", "1txn=[[append,x,1]] 1:[[append,x,1]] 2txn=[[append,x,2]] 2:[[append,x,2]] " +
		"1txn=[[r,x,]] 1:[[r,x,[2]]]", false},
	{"transactions that tie keys together", "txn", "1txn=[[w,x,1]] 1:[[w,x,1]] 2txn=[[w,y,1]] 2:[[w,y,1]] " +
		"3txn=[[r,y,],[r,x,]] 3:[[r,y,1],[r,x,]]", false},
}

// history of a case, with what its object needs.
func historyOf(t testing.TB, object, short string) *history.History {
	h := parse(t, short)
	h.Object = object
	if object == "ledger" {
		h.Accounts = map[string]int64{"a": 2, "b": 0, "c": 0}
	}
	for k := range h.Operations { // a transaction without a value says again what it was asked
		if o := &h.Operations[k]; o.F == "txn" && o.Outcome == history.OK && o.Output.Kind == history.None {
			o.Output = o.Input
		}
	}
	return h
}

// Histories of each object are judged right, by porcupine and by our own search alike; of a bad one it is told which
// operation cannot be placed, and why.
func TestHistoriesOfEachObjectAreJudgedRight(t *testing.T) {
	objects := map[string]int{}
	for _, c := range cases {
		h := historyOf(t, c.object, c.short)
		r, err := Judge(context.Background(), h, Options{})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if (r.Verdict == spec.Holds) != c.holds {
			t.Errorf("%s: %v, want holds: %v", c.name, r.Verdict, c.holds)
		}
		ours := true
		for k := range r.parts {
			f := explain(context.Background(), &r.Object, &r.parts[k])
			ours = ours && len(f.Misfits) == 0
		}
		if ours != c.holds {
			t.Errorf("%s: our own search says %v, want %v", c.name, ours, c.holds)
		}
		if !c.holds && (len(r.Bad) != 1 || len(r.Bad[0].Misfits) == 0 || !strings.Contains(r.Bad[0].Misfits[0].Why,
			r.Object.Name)) {
			t.Errorf("%s: %+v, want an operation that cannot be placed", c.name, r.Bad)
		}
		objects[c.object]++
	}
	for _, o := range Objects() {
		if objects[o.Name] < 3 {
			t.Errorf("%s: %d histories, want three at least", o.Name, objects[o.Name])
		}
	}
}

// The object is the one that the history names, or the first that has its words.
func TestTheObjectFollowsFromTheWords(t *testing.T) {
	for short, want := range map[string]string{"1read 1:": "register", "1write=1": "register", "1cas=[1,2]": "register",
		"1enqueue=1": "queue", "1add=1 2read": "set", "1append=1 2read": "log", "1acquire": "mutex", "1put=1 2get": "store",
		"1append=1 2put=1": "store", "1transfer=[1,2,3]": "ledger", "1txn=[]": "txn"} {
		if o, err := Find("", parse(t, short)); err != nil || o.Name != want {
			t.Errorf("%s: %s, %v, want %s", short, o.Name, err, want)
		}
	}
	for object, short := range map[string]string{"": "1fly", "cas-register": "1read"} {
		if _, err := Find(object, parse(t, short)); err == nil {
			t.Errorf("%q, %s: no error", object, short)
		}
	}
}

// Operations that are none of the object are refused, with their line.
func TestWhatIsNoneOfTheObjectIsRefused(t *testing.T) {
	for short, want := range map[string]string{
		"register 1read 1:3 2add=1":     "line 3: f = add, want one of a register",
		"register 1cas=1":               "line 1: cas: value = 1, want two",
		"ledger 1transfer=[a,b]":        "line 1: transfer: value",
		"ledger 1transfer=[a,b,x]":      "line 1: transfer: amount = x",
		"ledger 1transfer=[a,b,-1]":     "line 1: transfer: amount = -1",
		"set 1read 1:3":                 "line 1: read: value = 3, want a list or a set",
		"txn 1txn=3":                    "line 1: txn: value = 3",
		"txn 1txn=[[r,x]]":              "line 1: txn: part = [r x]",
		"txn 1txn=[[d,x,1]]":            "line 1: txn: part = [d x 1]",
		"txn 1txn=[[r,x,]] 1:[[r,x]]":   "line 1: txn: part",
		"store 1put":                    "line 1: put: value = nil",
		"queue 1enqueue=1 1: 2read 2:1": "line 3: f = read, want one of a queue",
	} {
		object, events, _ := strings.Cut(short, " ")
		h := parse(t, events)
		h.Object = object
		if _, err := Judge(context.Background(), h, Options{}); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", short, err, want)
		}
	}
}

// Of a bad history it is told how far it is linearizable, in which order, and each operation that cannot be placed even
// if those before it are left out.
func TestWhereAHistoryStopsBeingLinearizable(t *testing.T) {
	h := parse(t, "1write@x=1 1: 2write@x=2 2: 3read@x 3:2 4read@x 4:1 3read@x 3:2 4read@x 4:3 1write@y=1 1: "+
		"2read@y 2:")
	r, err := Judge(context.Background(), h, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if r.Verdict != spec.Violated || len(r.Bad) != 2 || r.Keys != 2 {
		t.Fatalf("%v, %d keys, %d bad, want violated, 2, 2", r.Verdict, r.Keys, len(r.Bad))
	}
	x := r.Bad[0]
	var misfits, order []string
	for _, m := range x.Misfits {
		misfits = append(misfits, fmt.Sprintf("%d %s", m.Line, m.Why))
	}
	for _, o := range x.Order {
		order = append(order, o.String())
	}
	if x.Key != "x" || x.Placed != 3 || len(misfits) != 2 ||
		misfits[0] != "7 whatever took effect before it, it finds the register at 2, and could not be answered 1" ||
		misfits[1] != "11 whatever took effect before it, it finds the register at 2, and could not be answered 3" ||
		strings.Join(order, ", ") != "write 1 of x, write 2 of x, read of x" {
		t.Errorf("key %s, %d placed, misfits %q, order %q", x.Key, x.Placed, misfits, order)
	}
	if y := r.Bad[1]; y.Key != "y" || y.Placed != 1 || y.Misfits[0].Line != 15 {
		t.Errorf("second: %+v", y)
	}
}

// Where too many operations are open for our own search, the place is found by porcupine alone, and is the same.
func TestThePlaceIsTheSameWithoutOurOwnSearch(t *testing.T) {
	for _, c := range cases {
		if c.holds {
			continue
		}
		r, err := Judge(context.Background(), historyOf(t, c.object, c.short), Options{})
		if err != nil {
			t.Fatal(err)
		}
		a := r.Bad[0]
		b := bisect(context.Background(), &r.Object, a.part)
		if a.Placed != b.Placed || a.Misfits[0].Operation != b.Misfits[0].Operation {
			t.Errorf("%s: %d placed, then %v; without our own search %d, %v", c.name, a.Placed, a.Misfits[0].Operation, b.Placed,
				b.Misfits[0].Operation)
		}
	}
}

// What takes more memory than it may is inconclusive, and so is what is stopped; a violation that was found is none the
// less.
func TestWhatCannotBeSearchedIsInconclusive(t *testing.T) {
	var b strings.Builder
	for k := range 9 {
		fmt.Fprintf(&b, "%dwrite@x=%d ", k, k)
	}
	for k := range 9 {
		fmt.Fprintf(&b, "%d: ", k)
	}
	h := parse(t, b.String()+"1read@x 1:99")
	if r, err := Judge(context.Background(), h, Options{}); err != nil || r.Verdict != spec.Violated {
		t.Errorf("%v %v, want violated", r, err)
	}
	r, err := Judge(context.Background(), h, Options{Bytes: 10_000})
	if err != nil || r.Verdict != spec.Inconclusive || len(r.Unknown) != 1 || r.Unknown[0] != "x" || r.Why == "" {
		t.Errorf("%+v %v, want inconclusive", r, err)
	}
	bad := parse(t, b.String()+"1read@x 1:99 1write@y=1 1: 2read@y 2:")
	if r, err := Judge(context.Background(), bad, Options{Bytes: 10_000}); err != nil || r.Verdict != spec.Violated ||
		len(r.Unknown) != 1 {
		t.Errorf("%+v %v, want violated, and one unknown", r, err)
	}
	stopped, cancel := context.WithCancel(context.Background())
	cancel()
	var long strings.Builder
	for k := range 2000 {
		fmt.Fprintf(&long, "1write=%d 1: ", k)
	}
	if r, err := Judge(stopped, parse(t, long.String()), Options{}); err == nil {
		t.Errorf("%+v, want to be told that it was stopped", r)
	}
}

// What failed, and reads without an answer, are no part of what is judged.
func TestWhatSaysNothingIsLeftOut(t *testing.T) {
	r, err := Judge(context.Background(), parse(t, "1read 1? 2write=1 2! 3write=2 3? 4read 4:"), Options{})
	if err != nil || r.Operations != 2 || r.Open != 1 || r.Keys != 1 {
		t.Errorf("%+v %v, want 2 operations, 1 open, 1 key", r, err)
	}
}

// What registers hold at first can be said.
func TestRegistersMayHoldSomethingAtFirst(t *testing.T) {
	for object, short := range map[string]string{"register": "1read 1:7 1cas=[7,8] 1:true",
		"txn": "1txn=[[r,x,]] 1:[[r,x,7]] 1txn=[[w,x,3]] 1:[[w,x,3]]"} {
		h := historyOf(t, object, short)
		if r, err := Judge(context.Background(), h, Options{}); err != nil || r.Verdict != spec.Violated {
			t.Errorf("%s: %v %v, want violated: it holds nothing", object, r, err)
		}
		h.Initial = history.Of("7")
		if r, err := Judge(context.Background(), h, Options{}); err != nil || r.Verdict != spec.Holds {
			t.Errorf("%s: %v %v, want holds", object, r, err)
		}
	}
}

// A set of thousands of values, most of them added by several clients at once, is judged without a copy for each.
func TestLargeSetsAreJudged(t *testing.T) {
	b := history.NewBuilder(history.Usual())
	add := func(process int, kind history.Type, f string, v history.Value) {
		if err := b.Add(history.Event{Process: fmt.Sprint(process), Type: kind, F: f, Value: v}); err != nil {
			t.Fatal(err)
		}
	}
	var all []history.Value
	for k := range 600 {
		for p := range 5 {
			v := history.Of(fmt.Sprint(5*k + p))
			all = append(all, v)
			add(p, history.Invoke, "add", v)
		}
		for p := range 5 {
			add(p, history.OK, "add", history.Value{})
		}
	}
	add(9, history.Invoke, "read", history.Value{})
	add(9, history.OK, "read", history.SetOf(all))
	r, err := Judge(context.Background(), b.Finish(), Options{Bytes: 64 << 20})
	if err != nil || r.Verdict != spec.Holds || r.Operations != 3001 {
		t.Errorf("%+v %v, want 3001 operations to hold", r, err)
	}
}
