package history

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"
)

// read is what a text says.
func read(t *testing.T, text string) *History {
	t.Helper()
	h, err := Read(context.Background(), strings.NewReader(text), Usual())
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// show is a history in few words: process, operation, answer, and the places of its call and return.
func show(h *History) string {
	var all []string
	for k := range h.Operations {
		o := &h.Operations[k]
		all = append(all, fmt.Sprintf("%s: %v = %s (%d %d)", o.Process, o, o.Answer(), o.Call, o.Return))
	}
	return strings.Join(all, "; ")
}

// One history in all forms: each says the same.
func TestEachFormSaysTheSame(t *testing.T) {
	lines := `{"history":"quesera/1","object":"register"}
{"process":0,"type":"invoke","f":"write","key":7,"value":1}
{"process":1,"type":"invoke","f":"read","key":7,"time":1.5}

{"process":0,"type":"ok","f":"write","value":1,"time":2}
{"process":"nemesis","type":"info","f":"kill"}
{"process":1,"type":"ok","f":"read","key":7,"value":1}
{"process":2,"type":"invoke","f":"cas","key":7,"value":[1,2]}
{"process":3,"type":"invoke","f":"cas","key":7,"value":[4,2]}
{"process":2,"type":"info","f":"cas","value":"timeout"}
{"process":3,"type":"fail","f":"cas"}
`
	maps := `{:process 0, :type :invoke, :f :write, :value [7 1], :index 0}
 {:process 1, :type :invoke, :f :read, :value [7 nil], :time 15, :index 1} ; a comment }
 #jepsen.history.Op{:process 0, :type :ok, :f :write, :value [7 1], :index 2}
 {:process :nemesis, :type :info, :f :kill, :value {"n1" "}"}, :index 3}
 {:process 1, :type :ok, :f :read, :value [7 1], :error [:x "a \" }"], :index 5}
 {:process 2, :type :invoke, :f :cas, :value [7 [1 2]], :index 6}
 {:process 3, :type :invoke, :f :cas, :value [7 [4 2]], :index 7}
 {:process 2, :type :info, :f :cas, :value :timed-out, :error \}, :index 8}
 {:process 3, :type :fail, :f :cas, :value [7 [4 2]], :index 9}
`
	log := "INFO  jepsen.core - Everything's ready\n"
	for _, line := range strings.Split(strings.TrimSpace(maps), "\n") {
		for _, form := range []struct{ a, b string }{{"#jepsen.history.Op", ""}, {"{:process ", ""}, {", :type", "\t"},
			{", :f", "\t"}, {", :value", "\t"}} {
			line = strings.Replace(line, form.a, form.b, 1)
		}
		line, _, _ = strings.Cut(line, ", :")
		log += "INFO  jepsen.util - " + strings.ReplaceAll(strings.TrimSpace(line), "\t ", "\t") + "\n"
	}
	want := "0: write 1 of 7 = ok (0 2); 1: read of 7 = 1 (1 3); 2: cas [1 2] of 7 = no answer (4 8); " +
		"3: cas [4 2] of 7 = failed (5 7)"
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	fmt.Fprint(zip, lines)
	zip.Close()
	for name, text := range map[string]string{"lines": lines, "maps": maps, "vector": "; all\n[" + maps + "]\n; end",
		"list": "(" + maps + ")", "log": log, "gzip": packed.String()} {
		if got := show(read(t, text)); got != want {
			t.Errorf("%s: %s, want %s\n%s", name, got, want, text)
		}
	}
}

// What the head says is of the whole history.
func TestTheHeadIsOfTheWholeHistory(t *testing.T) {
	h := read(t, `{"history":"quesera/1","object":"ledger","accounts":{"alice":3},"initial":[1,"x"]}`)
	if h.Object != "ledger" || h.Accounts["alice"] != 3 || h.Initial.String() != `[1 "x"]` {
		t.Errorf("object %q, accounts %v, initial %v", h.Object, h.Accounts, h.Initial)
	}
}

// Values are what they are in either form, and different ones stay apart.
func TestValuesKeepApart(t *testing.T) {
	for form, words := range map[string][]string{
		"json": {"null", "true", "false", "1", "1.5", `"1"`, `"a b"`, "[]", "[1,2]", "[2,1]", `["1",[2]]`, "[[1],2]",
			"12345678901234567890"},
		"edn": {"nil", "true", "1", "1.5", `"1"`, ":a", "a", "[]", "[1 2]", "(2 1)", "#{1 2 3}", "[[1] 2]",
			"12345678901234567890N"},
	} {
		seen := map[string]string{}
		for _, word := range words {
			event := fmt.Sprintf(`{"process":1,"type":"invoke","f":"x","value":%s}`, word)
			if form == "edn" {
				event = fmt.Sprintf(`{:process 1, :type :invoke, :f :x, :key 0, :value %s}`, word)
			}
			v := read(t, event).Operations[0].Input
			if other, taken := seen[v.String()]; taken {
				t.Errorf("%s: %s and %s are both %v", form, word, other, v)
			}
			seen[v.String()] = word
			if !v.Equal(v) || v.Equal(Of("something else")) {
				t.Errorf("%s: %s is not equal to itself alone", form, word)
			}
		}
	}
	a, b := read(t, "{:process 1 :type :invoke :f :x :value #{3 1 2}}"), read(t, "{:process 1 :type :invoke :f "+
		":x :value #{2 3 1}}")
	if !a.Operations[0].Input.Equal(b.Operations[0].Input) {
		t.Error("sets differ by the order in which they are written")
	}
}

// Tuples of keys and values are taken apart where all operations have them, and only there.
func TestTuplesAreTakenApartWhereAllAre(t *testing.T) {
	event := func(process int, kind, f, rest string) string {
		return fmt.Sprintf("{:process %d :type :%s :f :%s %s}\n", process, kind, f, rest)
	}
	for text, want := range map[string]string{
		event(1, "invoke", "write", ":value [1 2]") + event(1, "ok", "write", ":value [1 2]"): "1: write 2 of 1 = ok (0 1)",
		event(1, "invoke", "cas", ":value [1 2]") + event(1, "ok", "cas", ":value [1 2]"):     "1: cas [1 2] = ok (0 1)",
		event(1, "invoke", "read", ":value [1 nil]") +
			event(1, "ok", "read", ":value [1 #{3}]"): "1: read of 1 = #{3} (0 1)",
		event(1, "invoke", "read", ":value [1 nil]") + event(1, "ok", "read", ":value 3"): "1: read [1 nil] = 3 (0 1)",
		event(1, "invoke", "read", ":value [1 nil]") +
			event(2, "invoke", "write", ":value 3"): "1: read [1 nil] = no answer (0 2); 2: write 3 = no answer (1 2)",
		event(1, "invoke", "txn", ":value [[:w 1 2] [:r 1 nil]]"): "1: txn [[:w 1 2] [:r 1 nil]] = no answer (0 1)",
		event(1, "invoke", "write", ":key 4 :value [1 2]"):        "1: write [1 2] of 4 = no answer (0 1)",
	} {
		if got := show(read(t, text)); got != want {
			t.Errorf("%s\n%s, want %s", text, got, want)
		}
	}
}

// What is no history gets one line that says where and why.
func TestWhatIsNoHistoryIsRefused(t *testing.T) {
	call := `{"process":1,"type":"invoke","f":"read"}` + "\n"
	for name, c := range map[string]struct{ text, want string }{
		"nothing":      {"", "empty"},
		"only lines":   {"\n \n", "empty"},
		"another file": {"<html>", `line 1: begins with '<'`},
		"a return without call": {`{"process":1,"type":"ok","f":"read"}`, "line 1: process 1 returns from read, " +
			"which it did not call"},
		"two calls": {call + call, "line 2: process 1 calls read, and its read of line 1 has not " +
			"returned"},
		"another return": {call + `{"process":1,"type":"ok","f":"write"}`, "line 2: process 1 returns " +
			"from write, want from read"},
		"another key": {call + `{"process":1,"type":"ok","f":"read","key":3}`, "line 2: process 1 " +
			"returns from read of 3, want of nil"},
		"time goes back": {`{"process":1,"type":"invoke","f":"read","time":2}` + "\n" +
			`{"process":1,"type":"ok","f":"read","time":1}`, "line 2: time = 1, want at least 2"},
		"index goes back": {"{:process 1 :type :invoke :f :read :index 4}\n{:process 1 :type :ok :f :read " +
			":index 4}", "line 2: index = 4, want more than 4"},
		"no process": {`{"type":"ok","f":"read"}`, "line 1: process = , want a number or a text"},
		"no type":    {`{"process":1,"f":"read"}`, `line 1: type = "", want invoke, ok, fail or info`},
		"no f":       {`{"process":1,"type":"ok"}`, "line 1: no f"},
		"another member": {`{"process":1,"tipe":"ok"}`, `line 1: no event: unknown member "tipe", want one of ` +
			`history, object`},
		"cut": {`{"process":1,"type":"o`, "line 1: no event: the line ends too early, as if the file were cut"},
		"an object as a value": {`{"process":1,"type":"invoke","f":"read","value":{"a":1}}`, "line 1: value: " +
			"an object"},
		"two in a line":   {strings.TrimSpace(call) + call, "line 1: more than one object"},
		"a head later":    {call + `{"history":"quesera/1"}`, "line 2: a head"},
		"another version": {`{"history":"quesera/2"}`, "line 1: history"},
		"a head with an event": {`{"history":"quesera/1","process":1}`, "line 1: a head and " +
			"an event"},
		"deep JSON": {`{"process":1,"type":"invoke","f":"read","value":` + strings.Repeat("[", 1000) +
			strings.Repeat("]", 1000) + "}", "line 1: nested more than"},
		"deep EDN":             {"{:process 1 :value " + strings.Repeat("[", 100_000), "line 1: nested more than"},
		"an open vector":       {"[{:process 1 :type :invoke :f :read}", "line 1: ends before its '[' is closed"},
		"an open map":          {"{:process 1 :type :invoke", "line 1: ends within a map"},
		"an open text":         {`{:process 1 :type "`, "line 1: ends within a text"},
		"another bracket":      {"[{:process 1 :type :invoke :f :read})", "line 1: ')', want a map"},
		"yet another bracket":  {"({:process 1 :type :invoke :f :read}]", "line 1: ']', want a map"},
		"an open list":         {"({:process 1 :type :invoke :f :read}", "line 1: ends before its '(' is closed"},
		"a bracket alone":      {"]", "line 1: "},
		"after the end":        {"[] {:process 1}", "line 1: '{' after the end"},
		"a value for a map":    {"[1]", "line 1: '1', want a map"},
		"a nested vector":      {"[[{}]]", "line 1: '[', want a map"},
		"a text for a process": {`{:process "1" :type :invoke :f :read}`, "line 1: process = 1, want a number"},
		"a text for f":         {`{:process 1 :type :invoke :f "read"}`, "line 1: f = read, want a keyword"},
		"another type":         {`{:process 1 :type :begin :f :read}`, "line 1: type = :begin"},
		"a map for a value":    {"{:process 1 :type :invoke :f :read :value {1 2}}", "line 1: value: "},
		"a log of nothing":     {"INFO nothing\n", "no line is an event"},
		"broken gzip":          {"\x1f\x8bxx", "compressed, but not with gzip"},
	} {
		_, err := Read(context.Background(), strings.NewReader(c.text), Usual())
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") ||
			len(err.Error()) > 300 {
			t.Errorf("%s: %v, want %s…", name, err, c.want)
		}
	}
}

// endless is a file that has no end: it begins with a text and goes on with another one.
type endless struct {
	first, then string
	read        int
}

func (e *endless) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		text := e.then
		if e.read < len(e.first) {
			text = e.first[e.read:]
		} else {
			text = text[(e.read-len(e.first))%len(text):]
		}
		k := copy(p[n:], text)
		n, e.read = n+k, e.read+k
	}
	return n, nil
}

// Hostile files are refused when they go beyond a limit, long before their end: lines, maps, texts, comments and tags
// without end, and more operations or processes than there may be.
func TestFilesWithoutEndAreRefusedInBoundedMemory(t *testing.T) {
	small := Limits{Operations: 1000, Processes: 100, Line: 10_000, Depth: 10}
	for name, c := range map[string]struct {
		first, then, want string
		most              int // octets that may be read
	}{
		"a line": {`{"process":`, "1", "line 1: longer than 10000 octets", 1 << 17},
		"a map":  {"{:process 1 :x ", "1 ", "line 1: a map of more than 10000", 1 << 17},
		"a text": {`{:process 1 :x "`, "x", "line 1: a map of more than 10000", 1 << 17},
		"a tag":  {"#", "x", "line 1: a tag of more than", 1 << 17},
		"a log":  {"INFO ", "x", "line 1: longer than 10000", 1 << 17},
		"operations": {"", `{"process":1,"type":"invoke","f":"add","value":1}` + "\n" +
			`{"process":1,"type":"ok","f":"add"}` + "\n",
			"line 2001: more than 1000 operations", 1 << 18},
	} {
		e := &endless{first: c.first, then: c.then}
		_, err := Read(context.Background(), e, small)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || e.read > c.most {
			t.Errorf("%s: %v after %d octets, want %s within %d", name, err, e.read, c.want, c.most)
		}
	}
	var crowd strings.Builder
	for k := range 101 {
		fmt.Fprintf(&crowd, `{"process":%d,"type":"invoke","f":"read"}`+"\n", k)
	}
	if _, err := Read(context.Background(), strings.NewReader(crowd.String()), small); err == nil ||
		err.Error() != "line 101: more than 100 processes" {
		t.Errorf("a crowd: %v, want to be refused", err)
	}
}

// A comment without end, or empty lines, take no memory, and reading them ends when it is told to.
func TestReadingEndsWhenItIsTold(t *testing.T) {
	for name, e := range map[string]*endless{"comments": {first: "[", then: "; x\n"}, "lines": {first: "{}", then: "\n"},
		"lines of a log": {first: "INFO", then: "\n"}} {
		ctx, cancel := context.WithTimeout(context.Background(), 30*time.Millisecond)
		if name == "lines" {
			e.first = `{"process":1,"type":"invoke","f":"read"}` + "\n"
		}
		if _, err := Read(ctx, e, Usual()); err == nil || ctx.Err() == nil {
			t.Errorf("%s: %v, want it to be stopped", name, err)
		}
		cancel()
	}
}

// Operations without a return stay open, after all events.
func TestWhatDidNotReturnStaysOpen(t *testing.T) {
	h := read(t, `{"process":1,"type":"invoke","f":"write","value":1}
{"process":2,"type":"invoke","f":"write","value":2}
{"process":2,"type":"info","f":"write"}
{"process":2,"type":"invoke","f":"read"}`)
	if got := show(h); got != "1: write 1 = no answer (0 4); 2: write 2 = no answer (1 4); 2: read = no answer "+
		"(3 4)" {
		t.Error(got)
	}
	if h.Processes != 2 || h.Events != 4 {
		t.Errorf("processes = %d, events = %d, want 2 and 4", h.Processes, h.Events)
	}
}
