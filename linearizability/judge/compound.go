package judge

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"

	"quesera/linearizability/history"
)

// A parts is an object of many parts: what each holds, in the order of their names. Parts that hold nothing are not
// there.
type parts []part

type part struct {
	name  string
	state State
}

func (p parts) Equal(s State) bool {
	return slices.EqualFunc(p, s.(parts), func(a, b part) bool {
		return a.name == b.name && sameKind(a.state, b.state) && a.state.Equal(b.state)
	})
}

func sameKind(a, b State) bool {
	_, row1 := a.(row)
	_, row2 := b.(row)
	return row1 == row2
}

func (p parts) Hash() uint64 {
	sum := uint64(0)
	for _, part := range p {
		sum += maphash.String(seed, part.name) * (part.state.Hash() | 1)
	}
	return sum
}

func (p parts) String() string {
	var words []string
	for _, part := range p {
		words = append(words, part.name+" "+part.state.String())
	}
	return "{" + strings.Join(words, ", ") + "}"
}

func (p parts) place(name string) (int, bool) {
	return slices.BinarySearchFunc(p, name, func(a part, name string) int { return strings.Compare(a.name, name) })
}

// get is what a part holds; nil: nothing.
func (p parts) get(name string) State {
	if k, ok := p.place(name); ok {
		return p[k].state
	}
	return nil
}

// with is p with another state of one part.
func (p parts) with(name string, s State) parts {
	k, ok := p.place(name)
	if ok {
		next := slices.Clone(p)
		next[k].state = s
		return next
	}
	return slices.Insert(slices.Clone(p), k, part{name, s})
}

// ledger is accounts between which amounts are moved.
func ledger() Object {
	return Object{Name: "ledger",
		Says: "`transfer` and a list of the account that pays, the one that is paid and the amount: false is " +
			"the answer " +
			"where there is not enough; `balance` and an account, which is answered its amount. The head of the " +
			"file has " +
			"the accounts",
		Does:  []string{"transfer", "balance"},
		Whole: true,
		Start: func(h *history.History) State {
			all := parts{}
			for name, amount := range h.Accounts {
				all = all.with(name, amountOf(amount))
			}
			return all
		},
		Step:    stepLedger,
		Changes: func(o *history.Operation) bool { return o.F == "transfer" },
		Check: func(o *history.Operation) error {
			if o.F == "balance" {
				return nil
			}
			if o.Input.Kind != history.List || len(o.Input.Items) != 3 {
				return fmt.Errorf("value = %v, want the account that pays, the one that is paid, and the amount", o.Input)
			}
			if amount, err := strconv.ParseInt(o.Input.Items[2].Text, 10, 64); err != nil || amount < 0 {
				return fmt.Errorf("amount = %v, want a whole number of at least 0", o.Input.Items[2])
			}
			return nil
		}}
}

// account is the name of an account: that of a number or a text.
func account(v history.Value) string { return strings.Trim(v.String(), `"`) }

func amountOf(n int64) State { return held{history.Of(strconv.FormatInt(n, 10))} }

func stepLedger(s State, o *history.Operation) (State, bool) {
	now := s.(parts)
	if o.F == "balance" {
		found := now.get(account(o.Input))
		if found == nil {
			return s, said(o, no) || said(o, history.Value{})
		}
		return s, said(o, found.(held).Value)
	}
	from, to := account(o.Input.Items[0]), account(o.Input.Items[1])
	pays, paid := now.get(from), now.get(to)
	amount, _ := strconv.ParseInt(o.Input.Items[2].Text, 10, 64)
	if pays == nil || paid == nil || balance(pays) < amount {
		return s, done(o, false)
	}
	now = now.with(from, amountOf(balance(pays)-amount))
	return now.with(to, amountOf(balance(now.get(to))+amount)), done(o, true)
}

func balance(s State) int64 {
	n, _ := strconv.ParseInt(s.(held).Text, 10, 64)
	return n
}

// transactions are lists of reads, writes and appends, of registers and lists that are told apart by keys. All of one
// transaction happens at once.
func transactions() Object {
	return Object{Name: "txn",
		Says: "`txn` and a list of parts, each of which happens at once with the others: `[\"r\", key, value]` " +
			"reads a " +
			"register or a list, `[\"w\", key, value]` writes a register, `[\"append\", key, value]` puts a " +
			"value at the " +
			"end of a list. The answer is the same list, with what was read",
		Does:  []string{"txn"},
		Whole: true,
		Start: func(h *history.History) State {
			all := parts{}
			if h.Initial.Kind == history.None {
				return all
			}
			for k := range h.Operations {
				for _, m := range h.Operations[k].Input.Items {
					all = all.with(m.Items[1].String(), held{h.Initial})
				}
			}
			return all
		},
		Step: func(s State, o *history.Operation) (State, bool) {
			now := s.(parts)
			does := o.Input.Items
			if o.Outcome == history.OK {
				does = o.Output.Items
			}
			for _, m := range does {
				var ok bool
				if now, ok = stepPart(now, m.Items, o.Outcome == history.OK); !ok {
					return s, false
				}
			}
			return now, true
		},
		Changes: func(o *history.Operation) bool {
			return slices.ContainsFunc(o.Input.Items, func(m history.Value) bool { return wordOf(m.Items[0]) != "r" })
		},
		Check: checkTransaction}
}

// stepPart is one part of a transaction. What was read counts only where it is known.
func stepPart(now parts, m []history.Value, known bool) (parts, bool) {
	key, value := m[1].String(), m[2]
	found := now.get(key)
	switch wordOf(m[0]) {
	case "w":
		return now.with(key, held{value}), true
	case "append":
		list, _ := found.(row)
		return now.with(key, list.with(value)), true
	}
	switch found := found.(type) {
	case row:
		return now, !known || found.is(value)
	case held:
		return now, !known || found.Value.Equal(value)
	}
	return now, !known || value.Kind == history.None || value.Kind == history.List && len(value.Items) == 0
}

// wordOf is what a part of a transaction does: r, w or append.
func wordOf(v history.Value) string {
	switch word := strings.Trim(v.Text, `:"`); word {
	case "read":
		return "r"
	case "write":
		return "w"
	default:
		return word
	}
}

func checkTransaction(o *history.Operation) error {
	values := []history.Value{o.Input}
	if o.Outcome == history.OK {
		values = append(values, o.Output)
	}
	for _, v := range values {
		if v.Kind != history.List {
			return fmt.Errorf("value = %v, want a list of reads, writes and appends", v)
		}
		for _, m := range v.Items {
			if m.Kind != history.List || len(m.Items) != 3 || !slices.Contains([]string{"r", "w", "append"},
				wordOf(m.Items[0])) {
				return fmt.Errorf("part = %v, want r, w or append, a key and a value", m)
			}
		}
	}
	return nil
}

// keysOf are the keys that an operation touches: those of the parts of a transaction, or its own.
func keysOf(object *Object, o *history.Operation) []string {
	if object.Name != transactions().Name {
		return []string{o.Key.String()}
	}
	var keys []string
	for _, m := range o.Input.Items {
		keys = append(keys, m.Items[1].String())
	}
	return keys
}
