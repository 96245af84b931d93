#if Logging
public import Logging
#endif

/// Reports of loading to a swift-log `Logger`; without the package trait `Logging`, nothing.
struct LoadLog: Sendable {
  #if Logging
  var logger: Logger?
  #endif

  func debug(_ message: @autoclosure () -> String, _ facts: @autoclosure () -> [String: String]) {
    #if Logging
    logger?.debug("\(message())", metadata: facts().mapValues { .string($0) })
    #endif
  }

  func notice(_ message: @autoclosure () -> String, _ facts: @autoclosure () -> [String: String]) {
    #if Logging
    logger?.notice("\(message())", metadata: facts().mapValues { .string($0) })
    #endif
  }
}

#if Logging
extension LoadOptions {
  /// Where the steps of the load are reported.
  public var logger: Logger? {
    get { log.logger }
    set { log.logger = newValue }
  }
}
#endif
