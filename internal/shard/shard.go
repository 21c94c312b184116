// Package shard shares long runs of tests out among processes.
package shard

import (
	"fmt"
	"os"
)

// Variable is the environment variable that says which process this is: "i/n" is the i-th of n.
const Variable = "QUESERA_SHARD"

// Mine reports whether a seed is for this process. Without the variable, or where it says nothing of the kind, all are.
func Mine(seed uint64) bool {
	var i, n uint64
	if count, _ := fmt.Sscanf(os.Getenv(Variable), "%d/%d", &i, &n); count != 2 || n == 0 {
		return true
	}
	return seed%n == i-1
}
