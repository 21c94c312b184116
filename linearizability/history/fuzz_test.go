package history

import (
	"bytes"
	"context"
	"strings"
	"testing"
)

// Whatever a file holds, it is read or refused with one line, and in a history that was read everything is in its
// place.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		`{"history":"quesera/1","object":"queue"}` + "\n" + `{"process":1,"type":"invoke","f":"dequeue"}`,
		`{"process":1,"type":"invoke","f":"write","key":[1,"x"],"value":3,"time":1}` + "\n" +
			`{"process":1,"type":"ok","f":"write"}`,
		"[{:process 1, :type :invoke, :f :cas, :value [1 [2 3]]} ; x\n {:process 1, :type :info, :f :cas, :error \\]}]",
		"{:process :nemesis :type :info :f :kill :value #{1 2}} #a{:process 1 :type :invoke :f :read :value nil}",
		"INFO  jepsen.util - 0\t:invoke\t:read\tnil\nINFO  jepsen.util - 0\t:ok\t:read\t(1 2)", "\x1f\x8b\x08", "((((",
		"{{{{",
	} {
		f.Add([]byte(text))
	}
	small := Limits{Operations: 100, Processes: 20, Line: 1000, Depth: 8}
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := Read(context.Background(), bytes.NewReader(data), small)
		if err != nil {
			if err.Error() == "" || strings.ContainsAny(err.Error(), "\n\r") {
				t.Errorf("error = %q, want one line", err)
			}
			return
		}
		for k := range h.Operations {
			o := &h.Operations[k]
			if o.Call < 0 || o.Return <= o.Call || o.Return > h.Events || k > 0 && o.Call <= h.Operations[k-1].Call {
				t.Errorf("operation %d: %+v of %d events", k, o, h.Events)
			}
		}
	})
}
