package import CLinuxBPF

// Waiting for descriptors. Integer results are those of the shim: a negative one is an errno.
extension SystemCalls {
  package func pollReadable(_ descriptor: Int32, milliseconds: Int32) -> Int32 {
    lbpf_poll_readable(descriptor, milliseconds)
  }

  package func epollCreate() -> Int32 { lbpf_epoll_create() }

  package func epollAdd(_ epoll: Int32, _ descriptor: Int32, events: UInt32, data: UInt64) -> Int32
  {
    lbpf_epoll_add(epoll, descriptor, events, data)
  }

  package func epollDelete(_ epoll: Int32, _ descriptor: Int32) -> Int32 {
    lbpf_epoll_delete(epoll, descriptor)
  }

  package func epollWait(
    _ epoll: Int32, _ events: inout [lbpf_epoll_event], milliseconds: Int32
  ) -> Int32 {
    var span = events.mutableSpan
    return unsafe span.withUnsafeMutableBufferPointer { buffer in
      unsafe lbpf_epoll_wait(epoll, buffer.baseAddress, Int32(buffer.count), milliseconds)
    }
  }

  package func eventCreate() -> Int32 { lbpf_eventfd_create() }

  package func eventSignal(_ descriptor: Int32) -> Int32 { lbpf_eventfd_signal(descriptor) }
}
