/// The values of all codecs' options.
public struct CodecSettings: Codable, Hashable, Sendable {
  private var texts: [String: String]

  /// - Parameter given: values by the names of their options; the others take their standard values. What is no value
  ///   is refused by `validate()`.
  public init(_ given: [String: String] = [:]) {
    let options = Codec.allCases.flatMap(\.options)
    texts = Dictionary(uniqueKeysWithValues: options.map { ($0.name, given[$0.name] ?? $0.standardText) })
  }

  subscript<Value>(option: CodecOption<Value>) -> Value {
    get { texts[option.name].flatMap(Value.init) ?? option.standard }
    set { texts[option.name] = newValue.description }
  }

  /// The value as on the command line.
  public subscript(text option: any CodecOptionDescription) -> String {
    get { texts[option.name] ?? option.standardText }
    set { texts[option.name] = newValue }
  }

  /// - Throws: `ExchangeError.invalidSetting` with a hint.
  func validate() throws(ExchangeError) {
    for codec in Codec.allCases {
      for option in codec.options where !option.accepts(self[text: option]) {
        throw .invalidSetting("--\(option.name) \(self[text: option]) does not work; see sdgp-dist train --help")
      }
      try codec.check(self)
    }
  }
}

extension CodecSettings {
  public init(from decoder: any Decoder) throws { self.init(try [String: String](from: decoder)) }
  public func encode(to encoder: any Encoder) throws { try texts.encode(to: encoder) }
}
