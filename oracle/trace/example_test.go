package trace_test

import (
	"fmt"
	"os"

	"quesera/oracle/trace"
)

// A trace holds, or the first line that breaks a rule is named, with the rule.
func ExampleJudge() {
	for _, name := range []string{"round.jsonl", "commit.jsonl"} {
		f, err := os.Open("../../examples/traces/" + name)
		if err != nil {
			fmt.Println(err)
			return
		}
		r := trace.Judge(f, trace.Options{})
		f.Close()
		fmt.Printf("%v %v %q\n", r.Verdict, r.Stats.Events > 100, r.Breach.Rule.ID)
	}
	// Output:
	// holds true ""
	// violated true "TRACE-COMMIT"
}
