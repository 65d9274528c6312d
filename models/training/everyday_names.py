"""CIFAR-10's ten labels: the WordNet synset of each, and other names that people use for it.

None of these names belongs to a label of Tiny-ImageNet, which has its own tabby, goose, bullfrog,
convertible, golden retriever, ...: `captions.label_ids` checks that.
"""

EVERYDAY_NAMES = {
    "airplane": (
        "02691156",
        "aeroplane, plane, jet, aircraft, airliner, jetliner, jumbo jet, fighter jet, biplane, "
        "propeller plane, warplane, glider, seaplane",
    ),
    "automobile": (
        "02958343",
        "car, auto, motorcar, motor car, sedan, saloon, hatchback, coupe, cabriolet, race car, "
        "racing car, suv, taxi, cab, minivan, passenger car",
    ),
    "bird": (
        "01503061",
        "songbird, sparrow, robin, finch, pigeon, dove, parrot, owl, eagle, hawk, gull, seagull, crow, "
        "raven, duck, swan, ostrich, emu, cassowary, hummingbird, chicken, rooster, hen",
    ),
    "cat": (
        "02121620",
        "kitty, kitten, house cat, true cat, domestic cat, tomcat, feline, pussycat, siamese cat",
    ),
    "deer": (
        "02430045",
        "cervid, stag, doe, fawn, buck, roe deer, red deer, fallow deer, elk, moose, reindeer, caribou, hart",
    ),
    "dog": (
        "02084071",
        "puppy, domestic dog, hound, pup, doggy, canine, terrier, retriever, poodle, beagle, bulldog, "
        "spaniel, corgi, collie, husky, mutt",
    ),
    "frog": ("01639765", "toad, anuran, batrachian, tree frog, amphibian"),
    "horse": (
        "02374451",
        "pony, Equus caballus, stallion, mare, foal, colt, mustang, racehorse, equine, filly, steed",
    ),
    "ship": (
        "04194289",
        "boat, vessel, ocean liner, sailing ship, sailboat, sailing boat, yacht, motorboat, speedboat, "
        "cruise ship, cargo ship, container ship, tanker, ferry, ferryboat, warship, steamship, tugboat, "
        "fishing boat",
    ),
    "truck": (
        "04490091",
        "lorry, motortruck, semi, semi truck, trailer truck, tractor trailer, articulated lorry, "
        "dump truck, tipper, fire truck, fire engine, garbage truck, delivery truck, tow truck, "
        "tanker truck, big rig, heavy goods vehicle",
    ),
}
