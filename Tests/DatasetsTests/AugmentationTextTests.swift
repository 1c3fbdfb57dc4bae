import Testing

@testable import Datasets

/// If these fail, images are changed otherwise than `--augment` says.
@Suite struct AugmentationTextTests {
  @Test(arguments: [
    ("none", Augmentation()), ("flip", Augmentation(flipsHorizontally: true)),
    ("flip,translate,cutout", .smallPhotographs), ("cutout=8,translate=3", Augmentation(translation: 3, cutout: 8)),
    ("crop,flip", .photographs),
    ("crop=0.25", Augmentation(randomResizedCrop: RandomResizedCrop(smallestArea: 0.25))),
  ]) func namesMakeWhatTheySay(text: String, augmentation: Augmentation) {
    #expect(Augmentation(text) == augmentation)
    #expect(Augmentation(augmentation.description) == augmentation)
  }

  @Test(arguments: [
    "", "filp", "flip,", "flip,flip", "flip=2", "translate=", "translate=-1", "cutout=99999", "crop=0", "crop=1.5",
    "crop=nan", "crop,translate", "none,flip",
  ]) func whatIsNoAugmentationIsRefused(text: String) { #expect(Augmentation(text) == nil) }
}
