package certificate

import (
	"bytes"
	"encoding/pem"
	"strings"
	"testing"

	"quesera/spec"
)

// node is a tree of a test: "a" is a label of an empty tree and "a(x,y)" of another, "=" a leaf, "#" pruned, and more
// than one word a fork.
func node(words ...string) *tree {
	if len(words) > 1 {
		return &tree{kind: fork, left: node(words[0]), right: node(words[1:]...)}
	}
	switch label, inner, nested := strings.Cut(words[0], "("); {
	case words[0] == "":
		return &tree{}
	case words[0] == "=":
		return &tree{kind: leaf, value: []byte("v")}
	case words[0] == "#":
		return &tree{kind: pruned, value: make([]byte, 32)}
	case nested:
		return &tree{kind: labeled, label: []byte(label), left: node(strings.Split(strings.TrimSuffix(inner, ")"), ",")...)}
	default:
		return &tree{kind: labeled, label: []byte(label), left: &tree{}}
	}
}

// A tree is well-formed if labels increase at every fork, whatever is pruned between them, and leaves stand alone.
func TestWhichTreesAreWellFormed(t *testing.T) {
	for text, want := range map[string]string{"": "", "=": "", "#": "", "a": "", "a b": "", "# a # b #": "", "a a.": "",
		"a(=) b(=)": "", "a(x,y) b(x,y)": "", " a": "", "a aa b": "",
		"b a": "label 61 after 62", "a a": "label 61 after 61", "b # a": "label 61 after 62", "a c b": "label 62 after 63",
		"# b a": "label 61 after 62", "a(y,x) b": "label 78 after 79", "a b(y,x)": "label 78 after 79",
		"# a(x,x)": "label 78 after 78", "= a": "a leaf beside", "a =": "a leaf beside", "# =": "a leaf beside",
		"= #": "a leaf beside", "a(=,x)": "a leaf beside", "a b # c(x,=)": "a leaf beside"} {
		err := node(strings.Split(text, " ")...).wellFormed()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

// A label is absent only where what stands to both sides of its place is shown.
func TestWhereALabelMayBePruned(t *testing.T) {
	for _, c := range []struct{ tree, present, absent, pruned string }{
		{"", "", "a", ""}, {"=", "", "a", ""}, {"#", "", "", "a b"}, {"b d", "b d", "a c e", ""},
		{"# b d", "b d", "c e", "a"}, {"b # d", "b d", "a e", "c"}, {"b d #", "b d", "a c", "e"},
		{"# b # d", "b d", "e", "a c"}, {"# # d", "d", "e", "a"}, {"b # # d f", "b d f", "a e g", "c"},
		{"b(=) #", "b", "a", "c"}, {"b # d #", "b d", "a", "c e"}, {"b(x,y) d", "b d b/x b/y", "b/z c x", ""},
		{"b(#) d", "b", "c", "b/x"}, {"b(=) d", "b", "b/x", ""},
	} {
		n := node(strings.Split(c.tree, " ")...)
		for want, paths := range map[found]string{present: c.present, absent: c.absent, unknown: c.pruned} {
			for path := range strings.FieldsSeq(paths) {
				var labels [][]byte
				for label := range strings.SplitSeq(path, "/") {
					labels = append(labels, []byte(label))
				}
				got, result := n.lookup(labels...)
				if result != want || (got != nil) != (want == present) {
					t.Errorf("%q, %s: %v, want %v", c.tree, path, result, want)
				}
			}
		}
	}
	for text, want := range map[string]found{"a(=)": present, "a(#)": unknown, "a": absent, "a(x)": absent,
		"a(x,y)": absent, "b": absent, "#": unknown} {
		value, result := node(text).leafAt([]byte("a"))
		if result != want || string(value) != map[bool]string{true: "v"}[want == present] {
			t.Errorf("%s: %q, %v, want %v", text, value, result, want)
		}
	}
	if got := node("a", "", "#", "=", "b").forest(); len(got) != 4 || got[0].kind != labeled || got[1].kind != pruned ||
		got[2].kind != leaf || string(got[3].label) != "b" {
		t.Errorf("%v", got)
	}
	if got := present.String() + absent.String() + unknown.String(); got != "presentabsentpruned" {
		t.Error(got)
	}
}

// A report tells what was found, also where the certificate is refused.
func TestWhatIsReportedOfACertificate(t *testing.T) {
	n := testNetwork(t)
	type says struct {
		verdict                  spec.Verdict
		delegated, signed, timed bool
		ranges                   int
	}
	check := func(what string, r Report, want says) {
		t.Helper()
		got := says{r.Verdict, r.Delegated, r.Signed, r.Timed, len(r.Ranges)}
		if got != want || r.Delegated != (r.Subnet == n.id) || (r.Why == "") != (r.Verdict == spec.Holds) ||
			!r.Timed && (r.Time != 0 || r.When() != "") {
			t.Errorf("%s: %+v (%s), want %+v", what, got, r.Why, want)
		}
	}
	good := n.delegated(t, n.flat(t))
	r := n.judge(t, good)
	check("whole", r, says{spec.Holds, true, true, true, 1})
	if !bytes.Equal(r.Root, rootOf(t, state())) || r.Time != 1000 || r.Ranges[0] != (Range{canister(10), canister(20)}) {
		t.Errorf("%+v", r)
	}
	check("by the root key", n.judge(t, fields(t, n.root, state())), says{spec.Holds, false, true, true, 0})
	check("no time", n.judge(t, fields(t, n.root, labelOf("x", emptyTree()))), says{spec.Holds, false, true, false, 0})
	check("a time that is none", n.judge(t, fields(t, n.root, labelOf("time", leafOf([]byte{0x80})))),
		says{spec.Holds, false, true, false, 0})
	check("another canister", n.judgeFor(t, good, canister(9)), says{spec.Violated, true, true, true, 1})
	good["tree"] = labelOf("x", emptyTree())
	check("another tree", n.judge(t, good), says{spec.Violated, true, false, false, 0})
	check("a delegation that is wrong", n.judge(t, n.delegated(t, emptyTree())), says{spec.Violated, true, false, true, 0})
	check("ranges that are none", n.judge(t, n.delegated(t, forestOf(labelOf("subnet", labelOf(string(n.id), forestOf(
		labelOf("canister_ranges", leafOf([]byte{0xa0})), labelOf("public_key", leafOf(der(n.subnet))))))))),
		says{spec.Violated, true, true, true, 0})
	bad := Judge(encode(t, fields(t, n.root, state())), Options{RootKey: []byte{1}})
	check("a root key that is none", bad, says{spec.Violated, false, false, true, 0})
	if !strings.Contains(bad.Why, "public key = 1 octets, want the DER encoding") {
		t.Error(bad.Why)
	}
	for nanoseconds, want := range map[uint64]string{0: "1970-01-01T00:00:00Z",
		1_500_000_001: "1970-01-01T00:00:01.500000001Z",
		1<<64 - 1:     "2554-07-21T23:34:33.709551615Z"} {
		if got := (Report{Timed: true, Time: nanoseconds}).When(); got != want {
			t.Errorf("%d: %s, want %s", nanoseconds, got, want)
		}
	}
}

// Of the shards of canister ranges those that are shown count: one may be pruned as a whole, or its leaf alone.
func TestShardsOfWhichPartIsShown(t *testing.T) {
	n := testNetwork(t)
	ranges := leafOf(encode(t, []any{rangeOf(canister(10), canister(15))}))
	more := leafOf(encode(t, []any{rangeOf(canister(16), canister(17)), rangeOf(canister(18), canister(20))}))
	hidden := prunedTo(make([]byte, 32))
	for k, c := range []struct {
		shards any
		ranges int
		why    string
	}{
		{forestOf(labelOf("a", ranges), labelOf("b", more)), 3, ""},
		{forestOf(labelOf("a", hidden), labelOf("b", more)), 2, ""},
		{forestOf(labelOf("a", ranges), labelOf("b", hidden)), 1, ""},
		{forestOf(hidden, labelOf("b", emptyTree()), labelOf("c", ranges)), 1, ""},
		{forestOf(labelOf("a", hidden), hidden), 0, "pruned in every shard"},
		{forestOf(labelOf("a", ranges), labelOf("b", leafOf([]byte{0x80, 0})), labelOf("c", more)), 0,
			"canister ranges: shard 62: 1 bytes of extraneous data"},
		{labelOf("a", leafOf(encode(t, []any{}))), 0, "pruned in every shard"},
	} {
		root := forestOf(labelOf("canister_ranges", labelOf(string(n.id), c.shards)),
			labelOf("subnet", labelOf(string(n.id), labelOf("public_key", leafOf(der(n.subnet))))))
		r := n.judge(t, n.delegated(t, root))
		if (r.Why == "") != (c.why == "") || !strings.Contains(r.Why, c.why) || len(r.Ranges) != c.ranges || !r.Signed {
			t.Errorf("%d: %d ranges, %s, want %d, %s", k, len(r.Ranges), r.Why, c.ranges, c.why)
		}
	}
}

// Who asks for nothing is told to ask for the subnet, where the certificate tells of it, and who asks for a canister is
// not.
func TestWhoIsToldToAskForASubnet(t *testing.T) {
	n := testNetwork(t)
	bare := forestOf(labelOf("subnet", labelOf(string(n.id), labelOf("public_key", leafOf(der(n.subnet))))))
	itself := labelOf("subnet", labelOf(string(n.id), emptyTree()))
	for k, c := range []struct {
		tree    any
		options Options
		told    bool
	}{
		{itself, Options{}, true}, {itself, Options{Scoped: true}, false}, {state(), Options{}, false},
		{labelOf("subnet", labelOf("x", emptyTree())), Options{}, false}, {labelOf("x", emptyTree()), Options{}, false},
		{itself, Options{Scoped: true, OfSubnet: true, Subnet: n.id}, false},
	} {
		content := fields(t, n.subnet, c.tree)
		content["delegation"] = map[string]any{"subnet_id": []byte(n.id), "certificate": encode(t, fields(t, n.root, bare))}
		c.options.RootKey = der(n.root)
		r := Judge(encode(t, content), c.options)
		if r.Verdict != spec.Violated || strings.Contains(r.Why, "ask with --subnet") != c.told || !r.Signed {
			t.Errorf("%d: %v, %s", k, r.Verdict, r.Why)
		}
	}
}

// What is wrong with a root key is said, and a principal may have 29 octets.
func TestWhatIsWrongWithARootKey(t *testing.T) {
	key := MainnetRootKey()
	block := func(kind string, octets []byte) []byte {
		return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: octets})
	}
	pemmed := block("PUBLIC KEY", key)
	for name, c := range map[string]struct {
		data []byte
		why  string
	}{
		"a PEM file with space": {append(bytes.Clone(pemmed), " \n\n"...), ""},
		"two blocks":            {append(bytes.Clone(pemmed), pemmed...), `PEM block "PUBLIC KEY", want one "PUBLIC KEY"`},
		"words behind":          {append(bytes.Clone(pemmed), 'x'), "want one"},
		"another block":         {block("CERTIFICATE", key), `PEM block "CERTIFICATE", want one "PUBLIC KEY"`},
		"short":                 {key[:132], "public key = 132 octets, want the DER encoding"},
		"long":                  {append(bytes.Clone(key), 0), "public key = 134 octets"},
		"another prefix":        {append([]byte{0}, key[1:]...), "public key = 133 octets, want the DER encoding"},
		"no point":              {append(bytes.Clone(key[:37]), bytes.Repeat([]byte{0xff}, 96)...), "root key: "},
		"a short block":         {block("PUBLIC KEY", key[:9]), "public key = 9 octets"},
	} {
		got, err := ParseRootKey(c.data)
		if (err == nil) != (c.why == "") || err != nil && !strings.Contains(err.Error(), c.why) ||
			(err == nil) != bytes.Equal(got, key) || err != nil && got != nil {
			t.Errorf("%s: %x, %v, want %s", name, got, err, c.why)
		}
	}
	for octets, want := range map[int]bool{0: true, 1: true, 21: true, 28: true, 29: true, 30: false, 31: false} {
		p := Principal(bytes.Repeat([]byte{7}, octets))
		if got, err := ParsePrincipal(p.String()); (err == nil) != want || want && got != p {
			t.Errorf("%d octets: %x, %v", octets, got, err)
		}
	}
	for text, want := range map[string]string{"aaaaa": "want groups of five", "aaaaa-aa!": "want groups of five",
		"aaaaa-aaaaa-aaaaa-!": "want groups of five",
		"aaaaa-ab":            "want", "baaaa-aa": "wrong checksum", "aaaa-aaa": `want "aaaaa-aa"`} {
		if p, err := ParsePrincipal(text); err == nil || !strings.Contains(err.Error(), want) || p != "" {
			t.Errorf("%s: %x, %v, want %s", text, p, err, want)
		}
	}
}
