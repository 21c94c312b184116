// Command quesera-cluster verifies configurations of the catalogue on many machines, with Apache Beam.
package main

import (
	"quesera/catalogue"
	"quesera/cluster"
	"quesera/verify"
)

func main() {
	var all []verify.Check
	for _, p := range catalogue.Verified() {
		all = append(all, p.Checks()...)
	}
	cluster.Main(all)
}
