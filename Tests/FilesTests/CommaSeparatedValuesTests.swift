import Testing

@testable import Files

/// If these fail, a table of results cannot be read back, or a class name with a comma shifts its row.
@Suite struct CommaSeparatedValuesTests {
  @Test func whatIsWrittenIsRead() {
    let rows = [["a", "b,c", "say \"d\"", ""], ["two\nlines", "é", "\"", ","]]
    let text = rows.map(CommaSeparatedValues.line).joined()
    #expect(CommaSeparatedValues.rows(of: text) == rows)
    #expect(text.hasPrefix("a,\"b,c\",\"say \"\"d\"\"\",\n"))
    #expect(CommaSeparatedValues.rows(of: "a,b\r\nc,d") == [["a", "b"], ["c", "d"]])
    #expect(CommaSeparatedValues.rows(of: "\"open") == nil)
  }
}
