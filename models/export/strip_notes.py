"""An exported graph without what it says of the machine that made it."""

import onnx_ir


def strip_notes(model: onnx_ir.Model) -> None:
    """Removes stack traces and the like, which hold paths of the exporting machine."""
    model.metadata_props.clear()
    for graph in [model.graph, *model.functions.values()]:
        graph.metadata_props.clear()
        graph.doc_string = None
        for node in graph.all_nodes():
            node.metadata_props.clear()
            node.doc_string = None
            for value in node.outputs:
                value.metadata_props.clear()
    for value in [*model.graph.inputs, *model.graph.outputs, *model.graph.initializers.values()]:
        value.metadata_props.clear()
        value.doc_string = None
