extension Model {
  /// ResNet-50; 25,557,032 parameters with 1000 classes.
  public static let resNet50 = Model("resnet50", initialization: .resNet) { make, input in
    ResNet(block: .bottleneck, depths: [3, 4, 6, 3]).layers(make, input)
  }
}
