package mutants

const (
	certificateJudge     = "oracle/certificate/judge.go"
	certificateTree      = "oracle/certificate/tree.go"
	certificateDecode    = "oracle/certificate/decode.go"
	certificateKey       = "oracle/certificate/key.go"
	certificatePrincipal = "oracle/certificate/principal.go"
)

func inCertificate(test string) Check { return Check{"./oracle/certificate", test} }

// certificateGroup is the faults of the judge of Internet Computer certificates.
var certificateGroup = Group{"certificate", "The judge of certificates", []Mutant{
	{"CERT-M1", "the separators of forks and of labels are swapped", "IC spec, Certification", certificateTree,
		`hashed("ic-hashtree-fork", t.left.root(), t.right.root()) // 11
	case labeled:
		return hashed("ic-hashtree-labeled",`,
		`hashed("ic-hashtree-labeled", t.left.root(), t.right.root()) // 11
	case labeled:
		return hashed("ic-hashtree-fork",`,
		inCertificate("TestExampleOfTheSpecHasItsRoot")},
	{"CERT-M2", "separators lack their length", "IC spec, Certification", certificateTree,
		"return append([]byte{byte(len(s))}, s...)", "return []byte(s)", inCertificate("TestExampleOfTheSpecHasItsRoot")},
	{"CERT-M3", "the signature is taken over the bare root", "IC spec, Certification", certificateJudge,
		`message := append(separator("ic-state-root"), c.tree.root()...)`, "message := c.tree.root()", inCertificate("TestSignaturesThatAreRefused")},
	{"CERT-M4", "a delegation need not show canister ranges", "IC spec, Delegation", certificateJudge,
		"if sharded != present {\n\t\treturn nil,", "if sharded != present {\n\t\treturn nil, nil\n\t}\n\tif false {\n\t\treturn nil,", inCertificate("TestDelegationsThatAreRefused")},
	{"CERT-M5", "shards that are all pruned pass for no ranges at all", "IC spec, Delegation", certificateJudge,
		"if len(all) == 0 {", "if false {", inCertificate("TestDelegationsThatAreRefused")},
	{"CERT-M6", "the canister need not lie in the ranges", "IC spec, Delegation", certificateJudge,
		"if ranges.Has(canister) {", "if len(ranges.Last) > 0 {", inCertificate("TestCanisterMustLieInTheDelegationsRanges")},
	{"CERT-M7", "the last canister of a range is not in it", "IC spec, Delegation", certificatePrincipal,
		"bytes.Compare([]byte(p), []byte(r.Last)) <= 0", "bytes.Compare([]byte(p), []byte(r.Last)) < 0", inCertificate("TestCanisterMustLieInTheDelegationsRanges")},
	{"CERT-M8", "delegations may be chained", "IC spec, Delegation", certificateJudge,
		"if d.certificate.delegation != nil { // 5", "if false { // 5", inCertificate("TestDelegationsThatAreRefused")},
	{"CERT-M9", "a delegation is believed unsigned", "IC spec, Delegation", certificateJudge,
		"if err := d.certificate.verify(rootKey); err != nil { // 6", "if err := d.certificate.verify(rootKey); false { // 6", inCertificate("TestDelegationsThatAreRefused")},
	{"CERT-M10", "a delegated certificate is held against the root key", "IC spec, Delegation", certificateJudge,
		"if err := c.verify(key); err != nil { // 1, 4", "if err := c.verify(append(key[:0:0], options.RootKey...)); err != nil { // 1, 4", inCertificate("TestCertificatesThatHold")},
	{"CERT-M11", "trees need not be well-formed", "IC spec, Certification", certificateJudge,
		"return c.tree.wellFormed()", "return nil", inCertificate("TestSignaturesThatAreRefused")},
	{"CERT-M12", "a label may occur twice", "IC spec, Certification", certificateTree,
		"bytes.Compare(last.label, node.label) >= 0 {", "bytes.Compare(last.label, node.label) > 0 {", inCertificate("TestSignaturesThatAreRefused")},
	{"CERT-M13", "what may be pruned is reported absent", "IC spec, Lookup", certificateTree,
		"\t\t\thidden = true\n", "", inCertificate("TestLookupsOfTheSpec")},
	{"CERT-M14", "any 133 octets pass for the DER encoding of a key", "IC spec, Certification", certificateKey,
		" || !bytes.HasPrefix(der, derPrefix) {", " {", inCertificate("TestDelegationsThatAreRefused")},
	{"CERT-M15", "the hash of a pruned tree may have any length", "IC spec, Certification", certificateDecode,
		"len(t.value) != sha256.Size {", "len(t.value) > sha256.Size {", inCertificate("TestMalformedCertificatesAreUnusable")},
	{"CERT-M16", "a field that occurs twice is read once", "RFC 8949 §5.6", certificateDecode,
		"cbor.DupMapKeyEnforcedAPF", "cbor.DupMapKeyQuiet", inCertificate("TestMalformedCertificatesAreUnusable")},
	{"CERT-M17", "of a canister signature the certificate alone is judged", "IC spec, Canister signatures", certificateDecode,
		`mapOf(item, "response", "certificate", "status")`, `mapOf(item, "response", "certificate", "status", "tree")`, inCertificate("TestEncodingsThatOccurInTheWild")},
}}

const (
	vectorsDrand  = "oracle/vectors/drand.go"
	vectorsReport = "oracle/vectors/report.go"
	vectorsParse  = "oracle/vectors/parse.go"
)

func inVectors(test string) Check { return Check{"./oracle/vectors", test} }

const vectorsDrandTest = "TestDrandBeaconsAreHeldAgainstTheirChain"

// vectorsGroup is the faults of the runner of public test vectors.
var vectorsGroup = Group{"vectors", "The runner of test vectors", []Mutant{
	{"VEC-M1", "a chained beacon may have an empty previous signature", "drand: chained schemes", vectorsDrand,
		"case b.round > 1 && len(b.previous) != n.size:", "case b.round > 1 && len(b.previous) > n.size:", inVectors(vectorsDrandTest)},
	{"VEC-M2", "the first round may follow any seed", "drand: chained schemes", vectorsDrand,
		"case b.round == 1 && genesisSeed != nil && !bytes.Equal(b.previous, genesisSeed):", "case false:", inVectors(vectorsDrandTest)},
	{"VEC-M3", "the signature before is not covered", "drand: chained schemes", vectorsDrand,
		"sha256.Sum256(append(bytes.Clone(b.previous), round...))", "sha256.Sum256(round)", inVectors(vectorsDrandTest)},
	{"VEC-M4", "the randomness is not held against the signature", "drand: randomness", vectorsDrand,
		"len(b.randomness) > 0 && !bytes.Equal(b.randomness, randomness[:]) {", "false {", inVectors(vectorsDrandTest)},
	{"VEC-M5", "round 0 is judged like the others", "drand: rounds", vectorsDrand,
		"if b.round == 0 {", "if false {", inVectors(vectorsDrandTest)},
	{"VEC-M6", "an unchained beacon may carry a previous signature", "drand: unchained schemes", vectorsDrand,
		"case !n.chained && len(b.previous) > 0:", "case false:", inVectors(vectorsDrandTest)},
	{"VEC-M7", "the chain hash leaves the period out", "drand: chain info", vectorsDrand,
		"b := binary.BigEndian.AppendUint32(nil, uint32(c.period))\n\tb = binary.BigEndian", "var b []byte\n\tb = binary.BigEndian", inVectors("TestDrandChainHashCoversTheParameters")},
	{"VEC-M8", "the chain hash leaves the network's name out", "drand: chain info", vectorsDrand,
		`if c.id != "" && c.id != "default" {`, "if false {", inVectors("TestDrandChainHashCoversTheParameters")},
	{"VEC-M9", "a scheme that is not known counts as passed", "ARCHITECTURE: verdicts", vectorsReport,
		"r.count(kind).NotRun += tests", "r.count(kind).Passed += tests", inVectors("TestUnknownVectorsAreNotRun")},
	{"VEC-M10", "an invalid vector that is accepted counts as passed", "ARCHITECTURE: verdicts", vectorsReport,
		"case err == nil && !valid:", "case err == nil && !valid && kind == \"\":", inVectors("TestWycheproofGroupsRunUnderTheirCiphersuite")},
	{"VEC-M11", "a valid vector that is refused counts as passed", "ARCHITECTURE: verdicts", vectorsReport,
		"case err != nil && valid:", "case err != nil && valid && kind == \"\":", inVectors("TestWycheproofGroupsRunUnderTheirCiphersuite")},
	{"VEC-M12", "nothing run holds", "ARCHITECTURE: verdicts", vectorsReport,
		"case total.Passed == 0:", "case total.Passed < 0:", inVectors("TestVerdictIsTheWorst")},
	{"VEC-M13", "an unusable file is passed over", "ARCHITECTURE: verdicts", vectorsReport,
		"case len(r.Unusable) > 0:", "case len(r.Unusable) > 0 && total.Passed == 0:", inVectors("TestVerdictIsTheWorst")},
	{"VEC-M14", "of a field that occurs twice the last counts", "RFC 8259 §4", vectorsParse,
		"if seen[name] {", "if false {", inVectors("TestMalformedFilesAreUnusable")},
}}
