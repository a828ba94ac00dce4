"""The first page ever: founding a business."""
