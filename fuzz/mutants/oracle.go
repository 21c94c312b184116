package mutants

// certificateGroup is the faults of the judge of Internet Computer certificates.
func certificateGroup() Group {
	const (
		judge     = "oracle/certificate/judge.go"
		tree      = "oracle/certificate/tree.go"
		decode    = "oracle/certificate/decode.go"
		key       = "oracle/certificate/key.go"
		principal = "oracle/certificate/principal.go"
	)
	in := func(test string) Check { return Check{"./oracle/certificate", test} }
	return Group{"certificate", "The judge of certificates", []Mutant{
		{"CERT-M1", "the separators of forks and of labels are swapped", "IC spec, Certification", tree,
			`hashed("ic-hashtree-fork", t.left.root(), t.right.root()) // 11
	case labeled:
		return hashed("ic-hashtree-labeled",`,
			`hashed("ic-hashtree-labeled", t.left.root(), t.right.root()) // 11
	case labeled:
		return hashed("ic-hashtree-fork",`,
			in("TestExampleOfTheSpecHasItsRoot")},
		{"CERT-M2", "separators lack their length", "IC spec, Certification", tree,
			"return append([]byte{byte(len(s))}, s...)", "return []byte(s)", in("TestExampleOfTheSpecHasItsRoot")},
		{"CERT-M3", "the signature is taken over the bare root", "IC spec, Certification", judge,
			`message := append(separator("ic-state-root"), c.tree.root()...)`, "message := c.tree.root()", in("TestSignaturesThatAreRefused")},
		{"CERT-M4", "a delegation need not show canister ranges", "IC spec, Delegation", judge,
			"if sharded != present {\n\t\treturn nil,", "if sharded != present {\n\t\treturn nil, nil\n\t}\n\tif false {\n\t\treturn nil,", in("TestDelegationsThatAreRefused")},
		{"CERT-M5", "shards that are all pruned pass for no ranges at all", "IC spec, Delegation", judge,
			"if len(all) == 0 {", "if false {", in("TestDelegationsThatAreRefused")},
		{"CERT-M6", "the canister need not lie in the ranges", "IC spec, Delegation", judge,
			"if ranges.Has(canister) {", "if len(ranges.Last) > 0 {", in("TestCanisterMustLieInTheDelegationsRanges")},
		{"CERT-M7", "the last canister of a range is not in it", "IC spec, Delegation", principal,
			"bytes.Compare([]byte(p), []byte(r.Last)) <= 0", "bytes.Compare([]byte(p), []byte(r.Last)) < 0", in("TestCanisterMustLieInTheDelegationsRanges")},
		{"CERT-M8", "delegations may be chained", "IC spec, Delegation", judge,
			"if d.certificate.delegation != nil { // 5", "if false { // 5", in("TestDelegationsThatAreRefused")},
		{"CERT-M9", "a delegation is believed unsigned", "IC spec, Delegation", judge,
			"if err := d.certificate.verify(rootKey); err != nil { // 6", "if err := d.certificate.verify(rootKey); false { // 6", in("TestDelegationsThatAreRefused")},
		{"CERT-M10", "a delegated certificate is held against the root key", "IC spec, Delegation", judge,
			"if err := c.verify(key); err != nil { // 1, 4", "if err := c.verify(append(key[:0:0], options.RootKey...)); err != nil { // 1, 4", in("TestCertificatesThatHold")},
		{"CERT-M11", "trees need not be well-formed", "IC spec, Certification", judge,
			"return c.tree.wellFormed()", "return nil", in("TestSignaturesThatAreRefused")},
		{"CERT-M12", "a label may occur twice", "IC spec, Certification", tree,
			"bytes.Compare(last.label, node.label) >= 0 {", "bytes.Compare(last.label, node.label) > 0 {", in("TestSignaturesThatAreRefused")},
		{"CERT-M13", "what may be pruned is reported absent", "IC spec, Lookup", tree,
			"\t\t\thidden = true\n", "", in("TestLookupsOfTheSpec")},
		{"CERT-M14", "any 133 octets pass for the DER encoding of a key", "IC spec, Certification", key,
			" || !bytes.HasPrefix(der, derPrefix) {", " {", in("TestDelegationsThatAreRefused")},
		{"CERT-M15", "the hash of a pruned tree may have any length", "IC spec, Certification", decode,
			"len(t.value) != sha256.Size {", "len(t.value) > sha256.Size {", in("TestMalformedCertificatesAreUnusable")},
		{"CERT-M16", "a field that occurs twice is read once", "RFC 8949 §5.6", decode,
			"cbor.DupMapKeyEnforcedAPF", "cbor.DupMapKeyQuiet", in("TestMalformedCertificatesAreUnusable")},
		{"CERT-M17", "of a canister signature the certificate alone is judged", "IC spec, Canister signatures", decode,
			`mapOf(item, "response", "certificate", "status")`, `mapOf(item, "response", "certificate", "status", "tree")`, in("TestEncodingsThatOccurInTheWild")},
	}}
}

// vectorsGroup is the faults of the runner of public test vectors.
func vectorsGroup() Group {
	const (
		drand  = "oracle/vectors/drand.go"
		report = "oracle/vectors/report.go"
		parse  = "oracle/vectors/parse.go"
	)
	in := func(test string) Check { return Check{"./oracle/vectors", test} }
	const drandTest = "TestDrandBeaconsAreHeldAgainstTheirChain"
	return Group{"vectors", "The runner of test vectors", []Mutant{
		{"VEC-M1", "a chained beacon may have an empty previous signature", "drand: chained schemes", drand,
			"case b.round > 1 && len(b.previous) != n.size:", "case b.round > 1 && len(b.previous) > n.size:", in(drandTest)},
		{"VEC-M2", "the first round may follow any seed", "drand: chained schemes", drand,
			"case b.round == 1 && genesisSeed != nil && !bytes.Equal(b.previous, genesisSeed):", "case false:", in(drandTest)},
		{"VEC-M3", "the signature before is not covered", "drand: chained schemes", drand,
			"sha256.Sum256(append(bytes.Clone(b.previous), round...))", "sha256.Sum256(round)", in(drandTest)},
		{"VEC-M4", "the randomness is not held against the signature", "drand: randomness", drand,
			"len(b.randomness) > 0 && !bytes.Equal(b.randomness, randomness[:]) {", "false {", in(drandTest)},
		{"VEC-M5", "round 0 is judged like the others", "drand: rounds", drand,
			"if b.round == 0 {", "if false {", in(drandTest)},
		{"VEC-M6", "an unchained beacon may carry a previous signature", "drand: unchained schemes", drand,
			"case !n.chained && len(b.previous) > 0:", "case false:", in(drandTest)},
		{"VEC-M7", "the chain hash leaves the period out", "drand: chain info", drand,
			"b := binary.BigEndian.AppendUint32(nil, uint32(c.period))\n\tb = binary.BigEndian", "var b []byte\n\tb = binary.BigEndian", in("TestDrandChainHashCoversTheParameters")},
		{"VEC-M8", "the chain hash leaves the network's name out", "drand: chain info", drand,
			`if c.id != "" && c.id != "default" {`, "if false {", in("TestDrandChainHashCoversTheParameters")},
		{"VEC-M9", "a scheme that is not known counts as passed", "ARCHITECTURE: verdicts", report,
			"r.count(kind).NotRun += tests", "r.count(kind).Passed += tests", in("TestUnknownVectorsAreNotRun")},
		{"VEC-M10", "an invalid vector that is accepted counts as passed", "ARCHITECTURE: verdicts", report,
			"case err == nil && !valid:", "case err == nil && !valid && kind == \"\":", in("TestWycheproofGroupsRunUnderTheirCiphersuite")},
		{"VEC-M11", "a valid vector that is refused counts as passed", "ARCHITECTURE: verdicts", report,
			"case err != nil && valid:", "case err != nil && valid && kind == \"\":", in("TestWycheproofGroupsRunUnderTheirCiphersuite")},
		{"VEC-M12", "nothing run holds", "ARCHITECTURE: verdicts", report,
			"case total.Passed == 0:", "case total.Passed < 0:", in("TestVerdictIsTheWorst")},
		{"VEC-M13", "an unusable file is passed over", "ARCHITECTURE: verdicts", report,
			"case len(r.Unusable) > 0:", "case len(r.Unusable) > 0 && total.Passed == 0:", in("TestVerdictIsTheWorst")},
		{"VEC-M14", "of a field that occurs twice the last counts", "RFC 8259 §4", parse,
			"if seen[name] {", "if false {", in("TestMalformedFilesAreUnusable")},
	}}
}
